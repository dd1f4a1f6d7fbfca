/** Whole bytes in little-endian order: the writer grows, the reader checks every step it takes. */
import { utf8Bytes, utf8Text } from "./utf8.ts";

/** Bytes that are no message. `what` names the rule that they break. */
export class MalformedMessage extends Error {
  readonly reason: string;
  constructor(what: string) {
    super(`malformed message: ${what}`);
    this.name = "MalformedMessage";
    this.reason = what;
  }
}

function assertWhole(value: number, max: number): void {
  if (!Number.isInteger(value) || value < 0 || value > max)
    throw new RangeError(`${value} is not a whole number from 0 to ${max}`);
}

/** A value that does not fit its field is a RangeError here, not another value at the receiver. */
export class ByteWriter {
  #bytes: Uint8Array;
  #view: DataView;
  #length = 0;

  constructor(capacity = 64) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  #reserve(more: number): number {
    const at = this.#length;
    this.#length += more;
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#length, this.#bytes.length * 2));
      larger.set(this.#bytes);
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    return at;
  }

  u8(value: number): this {
    assertWhole(value, 0xff);
    const at = this.#reserve(1);
    this.#view.setUint8(at, value);
    return this;
  }
  u16(value: number): this {
    assertWhole(value, 0xffff);
    const at = this.#reserve(2);
    this.#view.setUint16(at, value, true);
    return this;
  }
  u32(value: number): this {
    assertWhole(value, 0xffffffff);
    const at = this.#reserve(4);
    this.#view.setUint32(at, value, true);
    return this;
  }
  f64(value: number): this {
    if (!Number.isFinite(value)) throw new RangeError(`${value} is not finite`);
    const at = this.#reserve(8);
    this.#view.setFloat64(at, value, true);
    return this;
  }
  bytes(value: Uint8Array): this {
    const at = this.#reserve(value.length);
    this.#bytes.set(value, at);
    return this;
  }
  /** u16 length in bytes, then UTF-8, at most as long as its reader accepts. */
  text(value: string, maxBytes = 0xffff): this {
    const encoded = utf8Bytes(value);
    if (encoded.length > maxBytes)
      throw new RangeError(`text of ${encoded.length} bytes, at most ${maxBytes} allowed`);
    return this.u16(encoded.length).bytes(encoded);
  }
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
}

export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get remaining(): number {
    return this.#bytes.length - this.#at;
  }

  #take(count: number): number {
    if (this.remaining < count)
      throw new MalformedMessage(`${count} bytes wanted, ${this.remaining} left`);
    const at = this.#at;
    this.#at += count;
    return at;
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }
  u16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }
  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }
  /** NaN and infinities are malformed. */
  f64(): number {
    const value = this.#view.getFloat64(this.#take(8), true);
    if (!Number.isFinite(value)) throw new MalformedMessage("a number that is not finite");
    return value;
  }
  bytes(count: number): Uint8Array {
    const at = this.#take(count);
    return this.#bytes.subarray(at, at + count);
  }
  text(maxBytes: number): string {
    const length = this.u16();
    if (length > maxBytes)
      throw new MalformedMessage(`text of ${length} bytes, at most ${maxBytes} allowed`);
    const text = utf8Text(this.bytes(length));
    if (text === undefined) throw new MalformedMessage("text that is not UTF-8");
    return text;
  }
  /** Nothing may follow. */
  end(): void {
    if (this.remaining !== 0) throw new MalformedMessage(`${this.remaining} bytes too many`);
  }
}
