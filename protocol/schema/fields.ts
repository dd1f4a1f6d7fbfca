/**
 * The fields that messages are made of. Each is a valibot schema, which validates and gives the TypeScript type, together
 * with its `Field`, which describes the same as data.
 */
import * as v from "valibot";
import { characterCount } from "../utf8.ts";
import type { Field, Range } from "./field.ts";

export type Schema<T = unknown> = v.GenericSchema<unknown, T> & { readonly field: Field };
/** The value that a schema describes. */
export type ValueOf<S extends Schema> = Immutable<v.InferOutput<S>>;
type Immutable<T> = T extends readonly (infer Item)[]
  ? readonly Immutable<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: Immutable<T[K]> }
    : T;

const labelled = <S extends v.GenericSchema>(
  schema: S,
  field: Field,
): S & { readonly field: Field } => Object.assign(schema, { field });

/** A whole number. */
export const whole = (least: number, most: number) => wholeOf([least, most]);

/** A whole number in either range. */
export function wholeOf(first: Range, second: Range = first) {
  const ranges = first === second ? [first] : [first, second];
  const described = ranges.map(([least, most]) => `${least} to ${most}`).join(" or ");
  const isWhole = (value: unknown): boolean =>
    Number.isInteger(value) &&
    (isWithin(value as number, first) || isWithin(value as number, second)) &&
    isNotMinusZero(value as number);
  // One check, not a pipe of five: a snapshot has hundreds of such fields.
  const schema = v.custom<number>(isWhole, `not a whole number from ${described}`);
  return labelled(schema, { type: "whole", ranges });
}

/** No number is -0: some readers take it for another number than 0. */
const isNotMinusZero = (value: number): boolean => !Object.is(value, -0);

const isWithin = (value: number, [least, most]: Range): boolean => value >= least && value <= most;

/** Any finite number, as 64 bits. */
export function float() {
  const schema = v.pipe(v.number(), v.finite(), v.check(isNotMinusZero, "-0"));
  return labelled(schema, { type: "float" });
}

export const flag = () => labelled(v.boolean(), { type: "flag" });

export interface TextLimits {
  readonly maxBytes: number;
  readonly maxCharacters?: number;
}

/** Text of at most `maxBytes` of UTF-8 and `maxCharacters` Unicode code points, without lone surrogates. */
export function text({ maxBytes, maxCharacters = maxBytes }: TextLimits) {
  const schema = v.pipe(
    v.string(),
    // A UTF-16 unit takes at least a byte: text that is far too long is refused unread.
    v.maxLength(maxBytes),
    v.maxBytes(maxBytes),
    v.check(
      (value) => characterCount(value) <= maxCharacters,
      `more than ${maxCharacters} characters`,
    ),
    v.check((value) => !/\p{Surrogate}/u.test(value), "a lone surrogate"),
  );
  return labelled(schema, { type: "text", maxBytes, maxCharacters });
}

/** An id of `bytes` bytes, in lower-case hex digits. */
export function hex(bytes: number) {
  const schema = v.pipe(
    v.string(),
    v.length(bytes * 2),
    v.regex(/^[0-9a-f]*$/),
    v.check((value) => !/^0*$/.test(value), "an id of zeros"),
  );
  return labelled(schema, { type: "hex", bytes });
}

/** One of a few words, which stay in their order: it is their number. `name` is that of the enum in the .proto. */
export const choice = <const N extends readonly string[]>(name: string, names: N) =>
  labelled(v.picklist(names), { type: "choice", name, names });

/** Fields by name, and no others; they stay in their order: it is their number. `name` is that of the message in the .proto. */
export function record<const E extends Readonly<Record<string, Schema>>>(name: string, entries: E) {
  const fields = Object.entries(entries).map(([key, { field }]) => ({ name: key, field }));
  return labelled(v.strictObject(entries), { type: "record", name, fields });
}

export function list<S extends Schema>(item: S, most: number, least = 0) {
  const schema = v.pipe(v.array(item), v.minLength(least), v.maxLength(most));
  return labelled(schema, { type: "list", item: item.field, least, most });
}

/** A list in which no two entries have the same `key`. */
export function listBy<K extends string, S extends Schema<Readonly<Record<K, unknown>>>>(
  key: K,
  item: S,
  most: number,
) {
  const areDistinct = (values: readonly Readonly<Record<K, unknown>>[]): boolean =>
    new Set(values.map((value) => value[key])).size === values.length;
  const schema = where(list(item, most), areDistinct as never, `two entries of one ${key}`);
  return labelled(schema, { ...schema.field, uniqueKey: key } as Field);
}

/** A value or none: `null` and a missing field are `undefined`. */
export function maybe<S extends Schema>(inner: S): Schema<v.InferOutput<S> | undefined> {
  const schema = v.pipe(
    v.nullish(inner),
    v.transform((value) => value ?? undefined),
  );
  return labelled(schema, { type: "maybe", field: inner.field });
}

/** A rule that no field can check by itself. `broken` names what breaks it. */
export function where<S extends Schema>(
  schema: S,
  holds: (value: ValueOf<S>) => boolean,
  broken: string,
): Schema<v.InferOutput<S>> {
  const { rules = [], ...field } = schema.field;
  const rule = { holds: holds as (value: unknown) => boolean, broken };
  const piped = v.pipe(schema, v.check(rule.holds, broken));
  return labelled(piped, { ...field, rules: [...rules, rule] }) as Schema<v.InferOutput<S>>;
}
