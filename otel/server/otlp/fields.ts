/**
 * Reads single received fields as the OpenTelemetry Collector does: absent is zero, and proto3 JSON's other forms (names of enums,
 * numbers in strings, null for absent) are accepted. Anything else throws RejectedSpan.
 */
import { RejectedSpan, type OtlpId } from "./request.ts";

/** A message; absent and null are undefined. */
export function messageOf<T extends object>(
  field: T | null | undefined,
  what: string,
): T | undefined {
  if (field === undefined || field === null) return undefined;
  if (typeof field !== "object" || Array.isArray(field))
    throw new RejectedSpan(`${what} is no object`);
  return field;
}

/** A list of messages; absent and null are an empty list. */
export function listOf<T extends object>(
  field: readonly T[] | null | undefined,
  what: string,
): readonly T[] {
  if (field === undefined || field === null) return [];
  if (!Array.isArray(field)) throw new RejectedSpan(`${what} is no list`);
  for (const entry of field as readonly T[]) messageOf(entry, `an entry of ${what}`);
  return field as readonly T[];
}

export function textOf(field: unknown, what: string): string {
  if (field === undefined || field === null) return "";
  if (typeof field !== "string") throw new RejectedSpan(`${what} is no string`);
  return field;
}

const hexDigits = /^[0-9a-f]+$/;
const zeros = /^0+$/;

/** Hex in lower case; "" if it is absent, empty or zero: OTLP treats all three as unset. */
export function idOf(field: OtlpId | null | undefined, digits: 16 | 32, what: string): string {
  if (field === undefined || field === null) return "";
  const hex =
    typeof field === "string"
      ? field.toLowerCase()
      : field instanceof Uint8Array
        ? Buffer.from(field).toString("hex")
        : undefined;
  if (hex === "") return "";
  if (hex?.length !== digits || !hexDigits.test(hex))
    throw new RejectedSpan(`${what} is not ${digits} hex digits`);
  return zeros.test(hex) ? "" : hex;
}

/** An int32, or the name that `names` gives to one. */
export function enumOf(field: unknown, names: Readonly<Record<string, number>>, what: string) {
  if (field === undefined || field === null) return 0;
  const number =
    typeof field === "string" && Object.hasOwn(names, field)
      ? names[field]!
      : wholeNumber(field, /^-?\d{1,10}$/);
  if (number === undefined || number !== (number | 0))
    throw new RejectedSpan(`${what} is not understood: ${shown(field)}`);
  return number;
}

export function uint32Of(field: unknown, what: string): number {
  if (field === undefined || field === null) return 0;
  const number = wholeNumber(field, /^\d{1,10}$/);
  if (number === undefined || number !== number >>> 0)
    throw new RejectedSpan(`${what} is no uint32`);
  return number;
}

function wholeNumber(field: unknown, digits: RegExp): number | undefined {
  if (typeof field === "string") return digits.test(field) ? Number(field) : undefined;
  return typeof field === "number" && Number.isInteger(field) ? field : undefined;
}

const maxUint64 = 2n ** 64n - 1n;

/** Uint64 nanoseconds, split into seconds and nanoseconds, so that nothing is rounded. */
export function nanosecondsOf(field: unknown, what: string): { seconds: number; nanos: number } {
  if (field === undefined || field === null) return { seconds: 0, nanos: 0 };
  if (typeof field === "string" && /^\d{1,20}$/.test(field)) {
    if (field.length === 20 && BigInt(field) > maxUint64)
      throw new RejectedSpan(`${what} is no time`);
    const cut = field.length - 9;
    return {
      seconds: cut > 0 ? Number(field.slice(0, cut)) : 0,
      nanos: Number(field.slice(Math.max(0, cut))),
    };
  }
  const whole =
    typeof field === "number" && Number.isInteger(field) && field >= 0 ? BigInt(field) : field;
  if (typeof whole !== "bigint" || whole > maxUint64) throw new RejectedSpan(`${what} is no time`);
  return { seconds: Number(whole / 1_000_000_000n), nanos: Number(whole % 1_000_000_000n) };
}

/** An int64: a number, or beyond 2^53 its decimal string. */
export function int64Of(field: unknown): number | string {
  const number =
    typeof field === "string" ? (/^-?\d{1,19}$/.test(field) ? Number(field) : NaN) : field;
  if (typeof number !== "number" || !Number.isInteger(number))
    throw new RejectedSpan("an intValue that is no integer");
  if (Number.isSafeInteger(number)) return number;
  const exact = BigInt(field as number | string);
  if (exact !== BigInt.asIntN(64, exact)) throw new RejectedSpan("an intValue that is no int64");
  return String(exact);
}

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** NaN and the infinities have names in proto3 JSON; the Collector reads their short forms as well. */
export function doubleOf(field: unknown): number {
  if (typeof field === "number") return field;
  if (typeof field === "string") {
    if (decimal.test(field)) return Number(field);
    if (/^nan$/i.test(field)) return NaN;
    const infinite = /^([+-]?)inf(inity)?$/i.exec(field);
    if (infinite) return infinite[1] === "-" ? -Infinity : Infinity;
  }
  throw new RejectedSpan("a doubleValue that is no number");
}

export function boolOf(field: unknown): boolean {
  if (typeof field !== "boolean") throw new RejectedSpan("a boolValue that is no boolean");
  return field;
}

/** Base64, from bytes or from either alphabet of base64. */
export function base64Of(field: unknown): string {
  if (field instanceof Uint8Array) return Buffer.from(field).toString("base64");
  if (typeof field !== "string" || !/^[\w+/-]*={0,2}$/.test(field))
    throw new RejectedSpan("a bytesValue that is no base64");
  return Buffer.from(field, "base64").toString("base64");
}

function shown(field: unknown): string {
  return typeof field === "string" || typeof field === "number"
    ? JSON.stringify(field).slice(0, 40)
    : typeof field;
}
