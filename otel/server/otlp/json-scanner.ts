/**
 * Walks JSON text byte by byte without creating its values, and counts them. UTF-8 needs no decoding for that: no byte of a longer
 * character equals a quote or a bracket.
 */
import { MalformedOtlp } from "./request.ts";

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openList = 0x5b;
const backslash = 0x5c;
const closeList = 0x5d;
const letterN = 0x6e;
const openObject = 0x7b;
const closeObject = 0x7d;

/** The place of a value in the bytes. */
export interface JsonRange {
  readonly start: number;
  readonly end: number;
  /** How many values it contains, itself and keys not counted. */
  readonly values: number;
  /** It contains a whole number that a double may round. */
  readonly longNumbers: boolean;
}

/** A double represents every whole number of 15 digits. */
const exactDigits = 15;

/** The caller reads keys with `key` and entries of lists with `entry` until there are none, and skips or enters each value. */
export class JsonScanner {
  readonly #bytes: Buffer;
  #position = 0;
  /** The object or list that was entered last has not been read yet. */
  #isAtFirst = false;
  #start = 0;
  #values = 0;
  #longNumbers = false;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** How many bytes were read. */
  get position(): number {
    return this.#position;
  }

  /** Enters the next object; false if it is null, which stands for an empty one. */
  enterObject(what: string): boolean {
    return this.#enter(openObject, `${what} is no object`);
  }

  /** Enters the next list; false if it is null, which stands for an empty one. */
  enterList(what: string): boolean {
    return this.#enter(openList, `${what} is no list`);
  }

  /** The next key of the object; undefined at its end. */
  nextKey(): string | undefined {
    if (!this.#hasNext(closeObject)) return undefined;
    if (this.#peekByte() !== quote) throw new MalformedOtlp("not JSON: a key is missing");
    const start = this.#position;
    this.#position = this.#endOfString(start);
    const key = parseJson(this.#bytes, start, this.#position, false);
    if (this.#peekByte() !== colon) throw new MalformedOtlp("not JSON: a colon is missing");
    this.#position += 1;
    return key as string;
  }

  /** Whether the list has another entry. */
  hasNextEntry(): boolean {
    return this.#hasNext(closeList);
  }

  /** Skips the next value. Whether it is JSON is checked when it is parsed. */
  skipValue(): void {
    this.#peekByte();
    const bytes = this.#bytes;
    let at = this.#position;
    let depth = 0;
    let values = 0;
    let longNumbers = false;
    this.#start = at;
    do {
      const byte = bytes[at];
      if (byte === quote) at = this.#endOfString(at);
      else if (byte === comma) {
        values += 1;
        at += 1;
      } else if (byte === openObject || byte === openList) {
        depth += 1;
        values += 1;
        at += 1;
      } else if (byte === closeObject || byte === closeList) {
        depth -= 1;
        at += 1;
      } else if (byte === undefined) throw new MalformedOtlp("not JSON: it ends too early");
      else {
        const from = at;
        do at += 1;
        while (isWord(bytes[at] ?? 0));
        longNumbers ||= at - from > exactDigits;
      }
    } while (depth > 0);
    this.#position = at;
    this.#values = values;
    this.#longNumbers = longNumbers;
  }

  /** The place of the value that was skipped last. */
  skippedRange(): JsonRange {
    return {
      start: this.#start,
      end: this.#position,
      values: this.#values,
      longNumbers: this.#longNumbers,
    };
  }

  /** @throws MalformedOtlp unless only space is left */
  expectEnd(): void {
    if (this.#peekByte() !== undefined)
      throw new MalformedOtlp("not JSON: something follows its end");
  }

  #enter(bracket: number, otherwise: string): boolean {
    const byte = this.#peekByte();
    if (byte === bracket) {
      this.#position += 1;
      this.#isAtFirst = true;
      return true;
    }
    if (
      byte !== letterN ||
      this.#bytes.toString("latin1", this.#position, this.#position + 4) !== "null"
    )
      throw new MalformedOtlp(otherwise);
    this.#position += 4;
    return false;
  }

  #hasNext(close: number): boolean {
    const byte = this.#peekByte();
    if (this.#isAtFirst) {
      this.#isAtFirst = false;
      if (byte !== close) return true;
    } else if (byte === comma) {
      this.#position += 1;
      return true;
    }
    if (byte !== close) throw new MalformedOtlp("not JSON: a comma or a bracket is missing");
    this.#position += 1;
    return false;
  }

  /** The index after the closing quote of the string that opens at `at`. */
  #endOfString(at: number): number {
    const bytes = this.#bytes;
    const { length } = bytes;
    for (let end = at + 1; end < length; end += 1) {
      const byte = bytes[end];
      if (byte === quote) return end + 1;
      if (byte === backslash) end += 1;
    }
    throw new MalformedOtlp("not JSON: a string without an end");
  }

  /** The next byte that is not space, or undefined at the end. */
  #peekByte(): number | undefined {
    const bytes = this.#bytes;
    let byte = bytes[this.#position];
    while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) {
      this.#position += 1;
      byte = bytes[this.#position];
    }
    return byte;
  }
}

/** A byte of a number or a literal, or one that parsing refuses: letters, digits, `+`, `-` and `.`. */
function isWord(byte: number): boolean {
  return (
    byte >= 0x2b &&
    byte <= 0x7a &&
    byte !== comma &&
    byte !== colon &&
    byte !== openList &&
    byte !== closeList
  );
}

/** A reviver's third argument, which the declarations of ES2024 lack. */
interface Source {
  readonly source?: string;
}

/** Parses a value. Whole numbers that a double would round are returned as their digits. @throws MalformedOtlp */
export function parseJson(
  bytes: Buffer,
  start: number,
  end: number,
  longNumbers: boolean,
): unknown {
  const text = bytes.toString("utf8", start, end);
  try {
    return longNumbers ? JSON.parse(text, keepLongIntegers) : JSON.parse(text);
  } catch (error) {
    throw new MalformedOtlp(`not JSON: ${(error as Error).message}`);
  }
}

function keepLongIntegers(this: unknown, _key: string, value: unknown, context?: Source): unknown {
  const digits = context?.source;
  return typeof value === "number" &&
    !Number.isSafeInteger(value) &&
    digits !== undefined &&
    /^-?\d+$/.test(digits)
    ? digits
    : value;
}
