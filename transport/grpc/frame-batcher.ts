/** Collects frames for a stream of messages: all frames that wait go into one message. */
import type { Lane } from "../wire.ts";

type Frame = Uint8Array<ArrayBuffer>;

/** Larger batches gain nothing, and a message should not be much longer than the largest frame. */
const FULL_BATCH_BYTES = 64 * 1024;

export class FrameBatcher {
  #frames: Frame[] = [];
  /** The index in `#frames` of the ack that waits. */
  #ackIndex: number | undefined;
  #isEnded = false;
  #wake = (): void => {};

  push(frame: Frame, lane: Lane): void {
    if (this.#isEnded) return;
    if (lane !== "control") this.#frames.push(frame);
    // A newer ack contains all that the older ones said: however slow the reader is, one waits.
    else if (this.#ackIndex !== undefined) this.#frames[this.#ackIndex] = frame;
    else this.#ackIndex = this.#frames.push(frame) - 1;
    this.#wake();
  }

  /** Frames that were pushed before are still in the last batches. */
  end(): void {
    this.#isEnded = true;
    this.#wake();
  }

  /** For one reader. A batch is taken from the queue when the reader asks for it. */
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
