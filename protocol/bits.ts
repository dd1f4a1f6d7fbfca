/** Single bits, most significant first, for snapshots and inputs. */
import { MalformedMessage } from "./bytes.ts";

export class BitWriter {
  #bytes: Uint8Array;
  #bits = 0;

  constructor(capacityBytes = 256) {
    this.#bytes = new Uint8Array(capacityBytes);
  }

  get lengthBits(): number {
    return this.#bits;
  }

  bit(on: boolean): this {
    return this.uint(on ? 1 : 0, 1);
  }

  /** `value` in `width` bits, 1 to 32. @throws RangeError for what does not fit: it would arrive as another number. */
  uint(value: number, width: number): this {
    if (!Number.isInteger(value) || value < 0 || value >= 2 ** width)
      throw new RangeError(`${value} does not fit ${width} bits`);
    const needed = (this.#bits + width + 7) >> 3;
    if (needed > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    for (let left = width; left > 0;) {
      const at = this.#bits >> 3;
      const free = 8 - (this.#bits & 7);
      const take = left < free ? left : free;
      const chunk = Math.floor(value / 2 ** (left - take)) & ((1 << take) - 1);
      this.#bytes[at] = (this.#bytes[at] ?? 0) | (chunk << (free - take));
      this.#bits += take;
      left -= take;
    }
    return this;
  }

  /** Exp-Golomb of order `k`: short for small numbers, never longer than 2 x its bits. Value and 2^k stay below 2^31. */
  golomb(value: number, k: number): this {
    if (!Number.isInteger(value) || value < 0 || value + 2 ** k >= 2 ** 31)
      throw new RangeError(`${value} is not a number for Exp-Golomb of order ${k}`);
    const shifted = value + 2 ** k;
    const width = 32 - Math.clz32(shifted);
    const zeros = width - 1 - k;
    if (zeros > 0) this.uint(0, zeros);
    return this.uint(shifted, width);
  }

  /** Signed numbers, small ones first: 0, -1, 1, -2, 2 … */
  signedGolomb(value: number, k: number): this {
    return this.golomb(value >= 0 ? value * 2 : -value * 2 - 1, k);
  }

  /** The bytes so far; the last one is padded with zeros. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, (this.#bits + 7) >> 3);
  }
}

export class BitReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  bit(): boolean {
    return this.uint(1) === 1;
  }

  uint(width: number): number {
    if (this.#at + width > this.#bytes.length * 8) throw new MalformedMessage("the bits ran out");
    let value = 0;
    for (let left = width; left > 0;) {
      const free = 8 - (this.#at & 7);
      const take = left < free ? left : free;
      const byte = this.#bytes[this.#at >> 3] ?? 0;
      value = value * 2 ** take + ((byte >> (free - take)) & ((1 << take) - 1));
      this.#at += take;
      left -= take;
    }
    return value;
  }

  golomb(k: number): number {
    let zeros = 0;
    while (!this.bit()) {
      zeros += 1;
      if (zeros + k > 30) throw new MalformedMessage("a number too large");
    }
    const rest = zeros + k;
    return 2 ** rest + (rest === 0 ? 0 : this.uint(rest)) - 2 ** k;
  }

  signedGolomb(k: number): number {
    const folded = this.golomb(k);
    return folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2;
  }

  /** At most padding may follow, and it must be zero. */
  end(): void {
    const left = this.#bytes.length * 8 - this.#at;
    if (left >= 8) throw new MalformedMessage(`${left >> 3} bytes too many`);
    if (left > 0 && this.uint(left) !== 0) throw new MalformedMessage("padding that is not zero");
  }
}
