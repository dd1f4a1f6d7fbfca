/** How much of something one may have: a bucket of tokens that fills with time. */

export interface TokenBucketOptions {
  /** ms. */
  readonly now: () => number;
  /** How fast it fills. */
  readonly perSecond: number;
  /** What it holds when it is full, as it is at first. */
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

  /** False when there are not so many left; then none is taken. */
  take(tokens = 1): boolean {
    const { now, perSecond, burst } = this.#options;
    const nowMs = now();
    // A clock that was set back fills nothing.
    const filled = (Math.max(0, nowMs - this.#atMs) / 1000) * perSecond;
    this.#left = Math.min(burst, this.#left + filled);
    this.#atMs = nowMs;
    if (this.#left < tokens) return false;
    this.#left -= tokens;
    return true;
  }
}
