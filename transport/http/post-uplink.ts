/**
 * The uplink: numbered POSTs carry the frames, one POST at a time, and frames written meanwhile go into the next. So the uplink
 * uses one connection, however much is sent (browsers allow six HTTP/1.1 connections to a server).
 *
 * POST {link}?n={0, 1, 2 …}   a batch (batch.ts)   -> 204
 */
import { isClose } from "../frame.ts";
import { encodeBatch, fullBatchBytes } from "./batch.ts";
import { retryingRequest } from "./retrying-request.ts";
import { FrameQueue, type FrameBytes } from "./frame-queue.ts";

export class PostUplink {
  readonly #url: string;
  readonly #onLost: (detail: string) => void;
  readonly #queue = new FrameQueue();
  readonly #ending = new AbortController();
  #number = 0;
  #isPosting = false;

  constructor(url: string, onLost: (detail: string) => void) {
    this.#url = url;
    this.#onLost = onLost;
  }

  write(frame: FrameBytes): void {
    this.#queue.push(frame);
    // The page may be closing, so the last frames do not wait for an answer.
    if (isClose(frame) && this.#queue.bytes <= fullBatchBytes) void this.#postBatch();
    else if (!this.#isPosting) {
      this.#isPosting = true;
      // Later in this turn of the event loop, so that all frames written in it share one POST.
      queueMicrotask(() => void this.#postAll());
    }
  }

  /** Drops the frames that were not sent. */
  end(): void {
    this.#ending.abort();
  }

  async #postAll(): Promise<void> {
    while (!this.#queue.isEmpty && !this.#ending.signal.aborted) await this.#postBatch();
    this.#isPosting = false;
  }

  async #postBatch(): Promise<void> {
    const body = encodeBatch(this.#queue.take(fullBatchBytes));
    const url = `${this.#url}?n=${this.#number++}`;
    try {
      const { status } = await retryingRequest({ method: "POST", url, body }, this.#ending.signal);
      if (status !== 204) this.#onLost(`a POST was answered ${status}`);
    } catch (error) {
      this.#onLost(`a POST was not answered: ${String(error)}`);
    }
  }
}
