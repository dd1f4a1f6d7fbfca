/**
 * The way up: frames ride in numbered POSTs, one at a time, and what is written meanwhile rides in the next. So a player
 * needs one connection for the way up, however much there is to say (browsers have six of HTTP/1.1 for a server).
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
    // The page may be closing: the last words do not wait for an answer that nobody will be there to hear.
    if (isClose(frame) && this.#queue.bytes <= fullBatchBytes) void this.#postBatch();
    else if (!this.#isPosting) {
      this.#isPosting = true;
      // Later in this turn, so that what is written together travels together.
      queueMicrotask(() => void this.#postAll());
    }
  }

  /** Leaves what was not sent. */
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
