/** Reads the query strings of both APIs strictly: a value that is not understood is refused with the parameter's name. */

/** A mistake of the caller: a 400 in the API's own error shape. */
export class BadQuery extends Error {}

/** Each condition is compared with every span. */
const maxConditions = 32;

export type QueryString = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The last of a repeated parameter, under any of its names. */
export function parameter(query: QueryString, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = query[name];
    const last = typeof value === "string" ? value : value?.at(-1);
    if (last !== undefined && last !== "") return last;
  }
  return undefined;
}

/** Jaeger's default, and the most that a browser draws smoothly. */
export function depthOf(text: string | undefined, name: string): number {
  if (text === undefined) return 100;
  const depth = Number(text);
  if (!Number.isInteger(depth) || depth < 1)
    throw new BadQuery(`malformed parameter ${name}: expected a positive number`);
  return Math.min(depth, 1500);
}

const unitsUs: Readonly<Record<string, number>> = {
  ns: 1e-3,
  us: 1,
  µs: 1,
  μs: 1,
  ms: 1e3,
  s: 1e6,
  m: 6e7,
  h: 3.6e9,
  d: 8.64e10,
  w: 6.048e11,
};

const parts = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h|d|w)/g;
const wholeDuration = new RegExp(`^[-+]?(?:0|(?:${parts.source})+)$`);

/**
 * A duration as Go's `time.ParseDuration` reads it (`1.5ms`, `-1m30s`, `0`), in microseconds; also days and weeks, which Jaeger's
 * UI has in its list of lookbacks (`2d`, `2w`).
 */
export function durationUs(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  if (!wholeDuration.test(text)) {
    throw new BadQuery(`malformed parameter ${name}: expected a duration such as 1.5ms`);
  }
  let sum = 0;
  for (const [, amount, unit] of text.matchAll(parts)) sum += Number(amount) * unitsUs[unit!]!;
  return text.startsWith("-") ? -sum : sum;
}

/** An RFC 3339 time, up to nanoseconds, in epoch microseconds. */
export function timeUs(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  const match = /^(\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d)(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/.exec(text);
  const ms = match ? Date.parse(`${match[1]}${match[3]}`) : Number.NaN;
  if (Number.isNaN(ms))
    throw new BadQuery(`malformed parameter ${name}: expected an RFC 3339 time`);
  return ms * 1e3 + Number(match?.[2] ?? 0) * 1e6;
}

export function microseconds(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  const us = Number(text);
  if (!Number.isFinite(us)) throw new BadQuery(`malformed parameter ${name}: expected a number`);
  return us;
}

/** A JSON object of strings. */
export function textMap(text: string | undefined, name: string): Map<string, string> {
  if (text === undefined) return new Map();
  let map: unknown;
  try {
    map = JSON.parse(text);
  } catch {
    map = undefined;
  }
  if (map === null || typeof map !== "object" || Array.isArray(map)) {
    throw new BadQuery(`malformed parameter ${name}: expected a JSON object of strings`);
  }
  const entries = Object.entries(map);
  if (entries.length > maxConditions)
    throw new BadQuery(`malformed parameter ${name}: more than ${maxConditions} entries`);
  return new Map(entries.map(([key, value]) => [key, String(value)]));
}

/** Hex, leading zeros optional, or base64 of 16 bytes. */
export function traceIdOf(text: string): string {
  if (/^[0-9a-fA-F]{1,32}$/.test(text)) return text.toLowerCase().padStart(32, "0");
  const bytes = /^[A-Za-z0-9+/_-]{22}(==)?$/.test(text) ? Buffer.from(text, "base64") : undefined;
  if (bytes?.length !== 16)
    throw new BadQuery("malformed parameter trace_id: 32 hex digits are wanted");
  return bytes.toString("hex");
}
