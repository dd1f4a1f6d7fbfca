/**
 * The fields that messages are made of. Each is a valibot schema, so it validates and gives the TypeScript type; `fieldOf`
 * (describe.ts) reads the same schema for the binary layout, the .proto and the property tests.
 */
import * as v from "valibot";
import { characterCount } from "../utf8.ts";

export type Schema<T = unknown> = v.GenericSchema<unknown, T>;
/** The value that a schema describes. */
export type ValueOf<S extends Schema> = Immutable<v.InferOutput<S>>;
type Immutable<T> = T extends readonly (infer Item)[]
  ? readonly Immutable<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: Immutable<T[K]> }
    : T;

/** Some readers take -0 for another number than 0. */
const isNotMinusZero = v.check<number, string>((value) => !Object.is(value, -0), "-0");

/** A whole number. */
export const whole = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most), isNotMinusZero);

/** A whole number in either range. */
export const wholeOf = (
  ...ranges: readonly (readonly [least: number, most: number])[]
): Schema<number> => v.union(ranges.map(([least, most]) => whole(least, most)));

/** Any finite number, as 64 bits. */
export const float = () => v.pipe(v.number(), v.finite());

export const flag = () => v.boolean();

export interface TextLimits {
  readonly maxBytes: number;
  readonly maxCharacters?: number;
}

/** Text of at most `maxBytes` of UTF-8 and `maxCharacters` Unicode code points, without lone surrogates. */
export const text = ({ maxBytes, maxCharacters = maxBytes }: TextLimits) =>
  v.pipe(
    v.string(),
    // A UTF-16 unit takes at least a byte: text that is far too long is refused unread.
    v.maxLength(maxBytes),
    v.maxBytes(maxBytes),
    v.check(
      (value) => characterCount(value) <= maxCharacters,
      `at most ${maxCharacters} characters`,
    ),
    v.check((value) => !/\p{Surrogate}/u.test(value), "a lone surrogate"),
    v.metadata({ text: { maxBytes, maxCharacters } }),
  );

/** An id of `bytes` bytes, in lower-case hex digits. */
export const hex = (bytes: number) =>
  v.pipe(
    v.string(),
    v.length(bytes * 2),
    v.regex(/^[0-9a-f]*$/),
    v.check((value) => !/^0*$/.test(value), "an id of zeros"),
    v.metadata({ hex: { bytes } }),
  );

/** One of a few words. `name` is that of the enum in the .proto; `names` stay in their order, which is their number. */
export const choice = <const N extends readonly string[]>(name: string, names: N) =>
  v.pipe(v.picklist(names), v.title(name));

/** Fields by name, and no others. `name` is that of the message in the .proto; fields stay in their order, which is their number. */
export const record = <const E extends v.ObjectEntries>(name: string, entries: E) =>
  v.pipe(v.strictObject(entries), v.title(name));

export const list = <S extends Schema>(item: S, most: number, least = 0) =>
  v.pipe(v.array(item), v.minLength(least), v.maxLength(most));

/** A list in which no two entries have the same `key`. */
export const listBy = <K extends string, S extends Schema<Record<K, unknown>>>(
  key: K,
  item: S,
  most: number,
) =>
  v.pipe(
    v.array(item),
    v.maxLength(most),
    v.check(
      (values) =>
        new Set(values.map((value) => (value as Record<K, unknown>)[key])).size === values.length,
      `two entries of one ${key}`,
    ),
    v.metadata({ uniqueKey: key }),
  );

/** A value or none: `null` and a missing field are `undefined`. */
export const maybe = <S extends Schema>(schema: S): Schema<v.InferOutput<S> | undefined> =>
  v.pipe(
    v.nullish(schema),
    v.transform((value) => value ?? undefined),
  );

/** A rule that no field can check by itself. `rule` names what breaks it. */
export const where = <S extends Schema>(
  schema: S,
  holds: (value: ValueOf<S>) => boolean,
  rule: string,
) =>
  v.pipe(
    schema,
    v.check((value) => holds(value as ValueOf<S>), rule),
  );
