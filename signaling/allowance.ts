/** How much one member may say: a bucket that fills with time. */

export interface AllowanceOptions {
  readonly now: () => number;
  readonly perSecond: number;
  readonly atOnce: number;
}

export class Allowance {
  readonly #options: AllowanceOptions;
  #left: number;
  #atMs: number;

  constructor(options: AllowanceOptions) {
    this.#options = options;
    this.#left = options.atOnce;
    this.#atMs = options.now();
  }

  /** False when nothing is left. */
  take(): boolean {
    const { now, perSecond, atOnce } = this.#options;
    const nowMs = now();
    this.#left = Math.min(atOnce, this.#left + ((nowMs - this.#atMs) / 1000) * perSecond);
    this.#atMs = nowMs;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
