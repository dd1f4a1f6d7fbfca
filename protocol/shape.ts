/**
 * What a value must be: written once and asked by every codec that carries values whole, of what it is about to say and
 * of what it was told.
 */
import { MalformedMessage } from "./bytes.ts";
import { utf8Length } from "./utf8.ts";

/** Which way a value goes: what it is called when it is wrong, and whether it may have fields that nobody asked for. */
export interface Scrutiny {
  readonly strict: boolean;
  readonly wrong: (what: string) => Error;
}
/** Whatever a parser made of bytes: anything at all. */
export const arriving: Scrutiny = { strict: true, wrong: (what) => new MalformedMessage(what) };
/** Ours; what a codec keeps beside the fields is left out. */
export const leaving: Scrutiny = { strict: false, wrong: (what) => new RangeError(what) };

/** Answers a copy with nothing but what was asked for. @throws what the scrutiny calls wrong */
export type Shape<T> = (value: unknown, scrutiny: Scrutiny) => T;

/** A whole number; none arrives as -0, which is another number to some of its readers. */
export const whole =
  (least: number, most: number): Shape<number> =>
  (value, { strict, wrong }) => {
    const fits = Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
    if (!fits || (strict && Object.is(value, -0)))
      throw wrong(`${described(value)} where a whole number from ${least} to ${most} is wanted`);
    return value === 0 ? 0 : Number(value);
  };

export const flag: Shape<boolean> = (value, { wrong }) => {
  if (typeof value !== "boolean") throw wrong(`${described(value)} where yes or no is wanted`);
  return value;
};

/** At most `maxBytes` of UTF-8. A lone surrogate leaves as U+FFFD, and does not arrive. */
export const text =
  (maxBytes: number): Shape<string> =>
  (value, { strict, wrong }) => {
    if (typeof value !== "string") throw wrong(`${described(value)} where text is wanted`);
    // No character takes less than a byte: what is far too long is not looked at.
    const bytes = value.length > maxBytes ? value.length : utf8Length(value);
    if (bytes > maxBytes) throw wrong(`text of ${bytes} bytes, at most ${maxBytes} allowed`);
    if (!/\p{Surrogate}/u.test(value)) return value;
    if (strict) throw wrong("text with half a character");
    return value.replaceAll(/\p{Surrogate}/gu, "\ufffd");
  };

export const matching =
  (pattern: RegExp, what: string): Shape<string> =>
  (value, { wrong }) => {
    if (typeof value !== "string" || !pattern.test(value))
      throw wrong(`${described(value)} where ${what} is wanted`);
    return value;
  };

export const oneOf =
  <const T extends string>(...words: readonly T[]): Shape<T> =>
  (value, { wrong }) => {
    const word = words.find((known) => known === value);
    if (word === undefined) throw wrong(`${described(value)} is not one of ${words.join(", ")}`);
    return word;
  };

/** Nothing at all is `undefined`, however it came. */
export const maybe =
  <T>(shape: Shape<T>): Shape<T | undefined> =>
  (value, scrutiny) =>
    value === undefined || value === null ? undefined : shape(value, scrutiny);

export const listOf =
  <T>(shape: Shape<T>, most: number, least = 0): Shape<T[]> =>
  (value, scrutiny) => {
    if (!Array.isArray(value)) throw scrutiny.wrong(`${described(value)} where a list is wanted`);
    if (value.length < least || value.length > most)
      throw scrutiny.wrong(`${value.length} entries, ${least} to ${most} allowed`);
    return Array.from(value, (entry: unknown) => shape(entry, scrutiny));
  };

export function record<T>(fields: { readonly [K in keyof T]-?: Shape<T[K]> }): Shape<T> {
  const entries = Object.entries(fields) as [string, Shape<unknown>][];
  const known = new Set(entries.map(([name]) => name));
  return (value, scrutiny) => {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw scrutiny.wrong(`${described(value)} where fields are wanted`);
    if (scrutiny.strict) {
      const stray = Object.keys(value).find((name) => !known.has(name));
      if (stray !== undefined)
        throw scrutiny.wrong(`a field ${JSON.stringify(stray.slice(0, 32))}`);
    }
    const copy: Record<string, unknown> = {};
    for (const [name, shape] of entries)
      copy[name] = shape((value as Record<string, unknown>)[name], scrutiny);
    return copy as T;
  };
}

/** What no field can tell by itself. */
export const where =
  <T>(shape: Shape<T>, holds: (value: T) => boolean, otherwise: string): Shape<T> =>
  (value, scrutiny) => {
    const copy = shape(value, scrutiny);
    if (!holds(copy)) throw scrutiny.wrong(otherwise);
    return copy;
  };

/** Short, whatever it is. */
const described = (value: unknown): string =>
  typeof value === "number" || typeof value === "boolean" ? String(value) : `a ${typeof value}`;
