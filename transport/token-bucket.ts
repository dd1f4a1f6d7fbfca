/** A rate limit: a bucket of tokens that fills with time. */

export interface TokenBucketOptions {
  /** ms. */
  readonly now: () => number;
  /** How fast it fills. */
  readonly perSecond: number;
  /** Its capacity; it is full at first. */
  readonly burst: number;
}

export class TokenBucket {
  readonly #options: TokenBucketOptions;
  #left: number;
  #atMs: number;

  constructor(options: TokenBucketOptions) {
    this.#options = options;
    this.#left = options.burst;
    this.#atMs = options.now();
  }

  /** Takes tokens; returns false and takes none when there are not enough. */
  take(tokens = 1): boolean {
    const { now, perSecond, burst } = this.#options;
    const nowMs = now();
    // A clock that was set back adds no tokens.
    const filled = (Math.max(0, nowMs - this.#atMs) / 1000) * perSecond;
    this.#left = Math.min(burst, this.#left + filled);
    this.#atMs = nowMs;
    if (this.#left < tokens) return false;
    this.#left -= tokens;
    return true;
  }
}
