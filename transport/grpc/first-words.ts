/** Streams whose first message has not come yet: it says by what right, so only so many may wait, and only so long. */
import { Code, ConnectError } from "@connectrpc/connect";

const MAX_WAITING = 64;

export class FirstWords {
  readonly #withinMs: number;
  #waiting = 0;

  constructor(withinMs: number) {
    this.#withinMs = withinMs;
  }

  /** Breaks the call off when its first message takes too long. */
  async of<T>(stream: AsyncIterator<T>, breakOff: () => void): Promise<T> {
    if (this.#waiting >= MAX_WAITING) {
      throw new ConnectError("too many calls wait for their first message", Code.ResourceExhausted);
    }
    this.#waiting++;
    const timer = setTimeout(breakOff, this.#withinMs);
    try {
      const first = await stream.next();
      if (!first.done) return first.value;
      throw new ConnectError("ended without a message", Code.InvalidArgument);
    } finally {
      this.#waiting--;
      clearTimeout(timer);
    }
  }
}
