/** How much one player may say. */
import { TokenBucket } from "#transport";

/** A browser at 60 Hz sends about 70 messages a second; a link that froze delivers ten seconds of them at once. */
const messages = { perSecond: 240, burst: 2400 };
const bytes = { perSecond: 64 * 1024, burst: 10 * 64 * 1024 };
/**
 * Each line is kept for everybody until they have it. Two who type without pause for as long as a third is away fill
 * less than half of what that one's session may hold.
 */
const chatLines = { perSecond: 10, burst: 200 };

/** What one player may say, on all links together. */
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

/** What one player may say to all the others. */
export const chatRateLimiter = (now: () => number): TokenBucket =>
  new TokenBucket({ now, ...chatLines });
