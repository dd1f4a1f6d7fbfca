/** How much one player may send. */
import { TokenBucket } from "#transport";

/** A browser at 60 Hz sends about 70 messages a second. A link that froze delivers ten seconds of them at once. */
const messages = { perSecond: 240, burst: 2400 };
const bytes = { perSecond: 64 * 1024, burst: 10 * 64 * 1024 };
/** What one player may send, on all links together. */
export class MessageRateLimiter {
  readonly #messages: TokenBucket;
  readonly #bytes: TokenBucket;

  constructor(now: () => number) {
    this.#messages = new TokenBucket({ now, ...messages });
    this.#bytes = new TokenBucket({ now, ...bytes });
  }

  allows(size: number): boolean {
    return this.#messages.take() && this.#bytes.take(size);
  }
}
