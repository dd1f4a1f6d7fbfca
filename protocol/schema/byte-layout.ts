/**
 * The binary layout that a message has if it has none of its own: its fields in their order, little-endian.
 *
 *   whole    u8, u16, u32 or f64, the smallest that holds the range; a range that begins below zero is moved to begin at zero
 *   float    f64
 *   text     u16 length in bytes | UTF-8
 *   hex      its bytes
 *   flag     1 bit; choice: as many bits as its names need; maybe: 1 bit, then the value if it is 1. Bits of neighbours share
 *            a byte, lowest bit first, until a field of whole bytes follows; bits left over are zero
 *   list     count u8 (u16 for more than 255) | its items
 *   record   its fields
 */
import { ByteReader, ByteWriter, MalformedMessage } from "../bytes.ts";
import { type Field, leastOf, mostOf, type WholeField } from "./field.ts";

/** `value` is valid by the schema of `field`. */
export function bytesOfValue(field: Field, value: unknown): Uint8Array {
  const out = new ByteWriter();
  const bits = new BitRunWriter(out);
  writeValue(out, bits, field, value);
  bits.end();
  return out.finish();
}

/** The value still has to be validated: only lengths are checked here. @throws MalformedMessage */
export function valueOfBytes(field: Field, body: Uint8Array): unknown {
  const reader = new ByteReader(body);
  const bits = new BitRunReader(reader);
  const value = readValue(reader, bits, field);
  bits.end();
  reader.end();
  return value;
}

function writeValue(out: ByteWriter, bits: BitRunWriter, field: Field, value: unknown): void {
  switch (field.type) {
    case "flag":
      return bits.write(value === true ? 1 : 0, 1);
    case "choice":
      return bits.write(field.names.indexOf(value as string), bitsFor(field.names.length));
    case "maybe":
      bits.write(value === undefined ? 0 : 1, 1);
      if (value !== undefined) writeValue(out, bits, field.field, value);
      return;
    case "record":
      for (const { name, field: inner } of field.fields)
        writeValue(out, bits, inner, (value as Record<string, unknown>)[name]);
      return;
    case "list": {
      const items = value as readonly unknown[];
      bits.end();
      writeUnsigned(out, items.length, field.most);
      for (const item of items) writeValue(out, bits, field.item, item);
      return;
    }
    case "whole": {
      bits.end();
      const base = baseOf(field);
      return writeUnsigned(out, (value as number) - base, mostOf(field) - base);
    }
    case "float":
      bits.end();
      return void out.f64(value as number);
    case "text":
      bits.end();
      return void out.text(value as string, field.maxBytes);
    case "hex":
      bits.end();
      for (let at = 0; at < field.bytes; at++)
        out.u8(Number.parseInt((value as string).slice(at * 2, at * 2 + 2), 16));
      return;
  }
}

function readValue(reader: ByteReader, bits: BitRunReader, field: Field): unknown {
  switch (field.type) {
    case "flag":
      return bits.read(1) === 1;
    case "choice":
      return field.names[bits.read(bitsFor(field.names.length))];
    case "maybe":
      return bits.read(1) === 1 ? readValue(reader, bits, field.field) : undefined;
    case "record": {
      const value: Record<string, unknown> = {};
      for (const { name, field: inner } of field.fields)
        value[name] = readValue(reader, bits, inner);
      return value;
    }
    case "list": {
      bits.end();
      const count = readUnsigned(reader, field.most);
      if (count > field.most)
        throw new MalformedMessage(`${count} entries, at most ${field.most} allowed`);
      return Array.from({ length: count }, () => readValue(reader, bits, field.item));
    }
    case "whole": {
      bits.end();
      const base = baseOf(field);
      return readUnsigned(reader, mostOf(field) - base) + base;
    }
    case "float":
      bits.end();
      return reader.f64();
    case "text":
      bits.end();
      return reader.text(field.maxBytes);
    case "hex": {
      bits.end();
      const digits = Array.from(reader.bytes(field.bytes), (byte) =>
        byte.toString(16).padStart(2, "0"),
      );
      return digits.join("");
    }
  }
}

const bitsFor = (names: number): number => 32 - Math.clz32(names - 1);

const baseOf = (field: WholeField): number => Math.min(0, leastOf(field));

function writeUnsigned(out: ByteWriter, value: number, most: number): void {
  if (most <= 0xff) out.u8(value);
  else if (most <= 0xffff) out.u16(value);
  else if (most <= 0xffffffff) out.u32(value);
  else out.f64(value);
}

function readUnsigned(reader: ByteReader, most: number): number {
  if (most <= 0xff) return reader.u8();
  if (most <= 0xffff) return reader.u16();
  return most <= 0xffffffff ? reader.u32() : reader.f64();
}

/** Bits of neighbouring fields that share a byte. */
class BitRunWriter {
  readonly #out: ByteWriter;
  #value = 0;
  #width = 0;

  constructor(out: ByteWriter) {
    this.#out = out;
  }

  write(value: number, width: number): void {
    if (this.#width + width > 8) this.end();
    this.#value |= value << this.#width;
    this.#width += width;
  }

  end(): void {
    if (this.#width > 0) this.#out.u8(this.#value);
    this.#value = 0;
    this.#width = 0;
  }
}

class BitRunReader {
  readonly #reader: ByteReader;
  #value = 0;
  #width = 0;

  constructor(reader: ByteReader) {
    this.#reader = reader;
  }

  read(width: number): number {
    if (width === 0) return 0;
    if (this.#width + width > 8) this.end();
    if (this.#width === 0) this.#value = this.#reader.u8();
    const value = this.#value & ((1 << width) - 1);
    this.#value >>= width;
    this.#width += width;
    return value;
  }

  end(): void {
    if (this.#value !== 0) throw new MalformedMessage("bits that stand for nothing");
    this.#width = 0;
  }
}
