/** A high quantile of the last values. They are kept sorted, so that adding one needs no sort. */

/** Of 64 values three may be outliers. */
const share = 0.95;

export class RecentQuantile {
  readonly #windowSize: number;
  /** In the order of their arrival, from `#oldest` on. */
  #ring: number[] = [];
  #oldest = 0;
  #sorted: number[] = [];

  constructor(kept: number) {
    this.#windowSize = kept;
  }

  add(value: number): void {
    if (this.#ring.length === this.#windowSize) {
      this.#sorted.splice(this.#lowerBound(this.#ring[this.#oldest] ?? 0), 1);
      this.#ring[this.#oldest] = value;
      this.#oldest = (this.#oldest + 1) % this.#windowSize;
    } else this.#ring.push(value);
    this.#sorted.splice(this.#lowerBound(value), 0, value);
  }

  clear(): void {
    this.#ring = [];
    this.#oldest = 0;
    this.#sorted = [];
  }

  /** 0 without values. */
  get value(): number {
    return this.#sorted[Math.floor((this.#sorted.length - 1) * share)] ?? 0;
  }

  /** The index of the first value that is not smaller. */
  #lowerBound(value: number): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sorted[middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
