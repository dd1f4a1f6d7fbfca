/** Frames on their way into a stream of messages, several in each where several wait. */
import type { Lane } from "../wire-link.ts";

type Frame = Uint8Array<ArrayBuffer>;

/** Large enough that nothing is gained by more, small enough that a message is never far above one largest frame. */
const FULL_BATCH_BYTES = 64 * 1024;

export class FrameBatcher {
  #frames: Frame[] = [];
  /** Where in `#frames` a report waits. */
  #ackIndex: number | undefined;
  #isEnded = false;
  #wake = (): void => {};

  push(frame: Frame, lane: Lane): void {
    if (this.#isEnded) return;
    if (lane !== "control") this.#frames.push(frame);
    // A report says all that the ones before it said: however slow the reader, one waits.
    else if (this.#ackIndex !== undefined) this.#frames[this.#ackIndex] = frame;
    else this.#ackIndex = this.#frames.push(frame) - 1;
    this.#wake();
  }

  /** What was pushed before is still handed on. */
  end(): void {
    this.#isEnded = true;
    this.#wake();
  }

  /** For one reader. Each batch is taken when it is asked for. */
  async *batches(): AsyncGenerator<Frame[], void> {
    for (;;) {
      if (this.#frames.length > 0) yield this.#take();
      else if (this.#isEnded) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  #take(): Frame[] {
    let bytes = 0;
    let count = 0;
    for (; count < this.#frames.length; count++) {
      bytes += this.#frames[count]!.length;
      if (count > 0 && bytes > FULL_BATCH_BYTES) break;
    }
    const batch = this.#frames.splice(0, count);
    if (this.#ackIndex !== undefined) {
      this.#ackIndex = this.#ackIndex < count ? undefined : this.#ackIndex - count;
    }
    return batch;
  }
}
