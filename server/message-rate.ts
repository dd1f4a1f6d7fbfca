/** How much one may say: buckets that fill with time. */

/** Takes what fits, up to `perSecond` in the long run and `burstSeconds` worth of it at once. */
export class Bucket {
  readonly #now: () => number;
  readonly #perSecond: number;
  readonly #capacity: number;
  #left: number;
  #atMs: number;

  constructor(options: { now: () => number; perSecond: number; burstSeconds: number }) {
    this.#now = options.now;
    this.#perSecond = options.perSecond;
    this.#capacity = options.perSecond * options.burstSeconds;
    this.#left = this.#capacity;
    this.#atMs = options.now();
  }

  /** False when there is not that much left; then nothing is taken. */
  take(amount: number): boolean {
    const now = this.#now();
    const filled = ((now - this.#atMs) / 1000) * this.#perSecond;
    this.#left = Math.min(this.#left + filled, this.#capacity);
    this.#atMs = now;
    if (this.#left < amount) return false;
    this.#left -= amount;
    return true;
  }
}

/** A browser at 60 Hz sends about 70 messages a second; a link that froze delivers ten seconds of them at once. */
const messages = { perSecond: 240, burstSeconds: 10 };
const bytes = { perSecond: 64 * 1024, burstSeconds: 10 };
/**
 * Each line is kept for everybody until they have it. Two who type without pause for as long as a third is away fill
 * less than half of what that one's session may hold.
 */
const lines = { perSecond: 10, burstSeconds: 20 };

/** What one link may say. */
export class MessageRate {
  readonly #messages: Bucket;
  readonly #bytes: Bucket;

  constructor(now: () => number) {
    this.#messages = new Bucket({ now, ...messages });
    this.#bytes = new Bucket({ now, ...bytes });
  }

  allows(size: number): boolean {
    return this.#messages.take(1) && this.#bytes.take(size);
  }
}

/** What one player may say to all the others. */
export const lineRate = (now: () => number): Bucket => new Bucket({ now, ...lines });
