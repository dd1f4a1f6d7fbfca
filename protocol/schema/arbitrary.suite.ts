/** Generators of the property tests, derived from the schemas: any value of a field, its limits often. */
import * as fc from "fast-check";
import { characterCount, utf8Bytes } from "../utf8.ts";
import type { MessageDefinition } from "./define-message.ts";
import type { Field } from "./field.ts";

/** Any message of a kind that its receiver accepts. */
export const arbitraryMessage = <K extends string, T>(
  definition: MessageDefinition<K, T>,
): fc.Arbitrary<T> => arbitraryOf(definition.field).map(definition.fromFields);

/** Any value that `field` describes. */
export function arbitraryOf(field: Field): fc.Arbitrary<unknown> {
  const { rules = [] } = field;
  // The generator of such a list keeps the rule already.
  if (rules.length === 0 || (field.type === "list" && field.uniqueKey)) return valueOf(field);
  return valueOf(field).filter((value) => rules.every(({ holds }) => holds(value)));
}

function valueOf(field: Field): fc.Arbitrary<unknown> {
  switch (field.type) {
    case "whole":
      return fc.oneof(
        ...field.ranges.map(([min, max]) => fc.integer({ min, max })),
        fc.constantFrom(...field.ranges.flat()),
      );
    case "float":
      return fc
        .double({ noNaN: true, noDefaultInfinity: true })
        .map((value) => (value === 0 ? 0 : value));
    case "flag":
      return fc.boolean();
    case "text":
      return textOf(field.maxBytes, field.maxCharacters);
    case "hex":
      return fc
        .uint8Array({ minLength: field.bytes, maxLength: field.bytes })
        .filter((bytes) => bytes.some((byte) => byte !== 0))
        .map((bytes) => Buffer.from(bytes).toString("hex"));
    case "choice":
      return fc.constantFrom(...field.names);
    case "record":
      return fc.record(
        Object.fromEntries(
          field.fields.map(({ name, field: inner }) => [name, arbitraryOf(inner)]),
        ),
      );
    case "list": {
      const { item, least, most, uniqueKey } = field;
      const lengths = { minLength: least, maxLength: most };
      if (uniqueKey === undefined) return fc.array(arbitraryOf(item), lengths);
      const selector = (value: unknown) => (value as Record<string, unknown>)[uniqueKey];
      return fc.uniqueArray(arbitraryOf(item), { ...lengths, selector });
    }
    case "maybe":
      return fc.option(arbitraryOf(field.field), { nil: undefined });
  }
}

/** Well-formed text, often as long as it may be, in characters of one to four bytes. */
function textOf(maxBytes: number, maxCharacters: number): fc.Arbitrary<string> {
  const longest = ["x", "é", "字", "🚀", "\u0001"].map((one) =>
    one.repeat(Math.min(maxCharacters, Math.floor(maxBytes / utf8Bytes(one).length))),
  );
  return fc.oneof(
    fc
      .string({ unit: "binary", maxLength: maxCharacters })
      .filter(
        (text) => utf8Bytes(text).length <= maxBytes && characterCount(text) <= maxCharacters,
      ),
    fc.constantFrom(...longest),
  );
}
