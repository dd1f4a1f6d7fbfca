/** Frames that wait until the client fetches them. Unreliable frames make room for newer ones; reliable ones wait. */
import { isAckRequest } from "../frame.ts";
import type { Lane } from "../wire.ts";
import { encodeBatch, fullBatchBytes } from "./batch.ts";
import { FrameQueue, type FrameBytes } from "./frame-queue.ts";

/** Twice the largest frame: a client this far behind has no use for older unreliable frames. */
const MAX_UNRELIABLE_BYTES = 32 * 1024;

export class DownlinkQueue {
  readonly #reliable = new FrameQueue();
  readonly #unreliable = new FrameQueue();
  #latestSequenced: FrameBytes | undefined;
  #ack: FrameBytes | undefined;
  #replaced = 0;

  push(frame: FrameBytes, lane: Lane): void {
    switch (lane) {
      case "control":
        // A newer ack contains all that the older ones said.
        this.#ack = frame;
        return;
      case "unreliable-sequenced":
        // The frame that an ackRequest asks about may wait in this queue itself.
        if (this.#latestSequenced && isAckRequest(frame)) return;
        if (this.#latestSequenced && !isAckRequest(this.#latestSequenced)) this.#replaced += 1;
        this.#latestSequenced = frame;
        return;
      case "unreliable":
        if (!this.#unreliable.isEmpty && isAckRequest(frame)) return;
        this.#unreliable.push(frame);
        for (; this.#unreliable.bytes > MAX_UNRELIABLE_BYTES; this.#replaced += 1)
          this.#unreliable.shift();
        return;
      case "reliable-unordered":
      case "reliable-ordered":
        this.#reliable.push(frame);
        return;
    }
  }

  /** Messages that were replaced by a newer one. */
  get replaced(): number {
    return this.#replaced;
  }

  get bytes(): number {
    const single = (this.#latestSequenced?.length ?? 0) + (this.#ack?.length ?? 0);
    return single + this.#unreliable.bytes + this.#reliable.bytes;
  }

  /**
   * Takes one batch from the queue. Reliable frames come last: a close frame is one of them, and nothing is received after
   * it.
   */
  take(): Uint8Array<ArrayBuffer> {
    const single = [this.#ack, this.#latestSequenced].filter((frame) => frame !== undefined);
    this.#ack = undefined;
    this.#latestSequenced = undefined;
    return encodeBatch([
      ...single,
      ...this.#unreliable.take(MAX_UNRELIABLE_BYTES),
      ...this.#reliable.take(fullBatchBytes),
    ]);
  }
}
