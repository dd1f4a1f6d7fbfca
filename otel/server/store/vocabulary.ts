/**
 * What spans have in common, kept once. Names and values repeat thousands of times; so do lists of attribute keys, which are
 * shared as a `Shape`, so that a row holds its values only.
 */
import { base64Of, boolOf, doubleOf, int64Of, listOf, messageOf, textOf } from "../otlp/fields.ts";
import { maxDepth, type RequestTally, tooDeep } from "../otlp/limits.ts";
import { type OtlpKeyValue, type OtlpValue, RefusedSpan } from "../otlp/request.ts";

/** `int` beyond 2^53 is a decimal string; `other` (lists, maps, bytes) is the OTLP value as it came. */
export type ValueType = "string" | "bool" | "int" | "double" | "other";
export type StoredValue = string | number | boolean | OtlpValue;

/** A list of keys with the type of each one's value. */
export interface Shape {
  readonly keys: readonly string[];
  readonly types: readonly ValueType[];
}

export interface Attributes {
  readonly shape: Shape;
  readonly values: readonly StoredValue[];
}

/** Bounds what hostile names can make us remember; beyond it sharing starts anew and older rows keep what they have. */
const maxStrings = 65_536;
const maxShapes = 4096;
/** Longer values are rarely equal. */
const sharedLength = 64;
const maxAttributes = 128;

class ShapeNode implements Shape {
  readonly keys: readonly string[];
  readonly types: readonly ValueType[];
  readonly next: Record<ValueType, Map<string, ShapeNode>> = {
    string: new Map(),
    bool: new Map(),
    int: new Map(),
    double: new Map(),
    other: new Map(),
  };
  constructor(keys: readonly string[], types: readonly ValueType[]) {
    this.keys = keys;
    this.types = types;
  }
}

const emptyShape = new ShapeNode([], []);
const noAttributes: Attributes = { shape: emptyShape, values: [] };

export class Vocabulary {
  #strings = new Map<string, string>();
  #root = new ShapeNode([], []);
  #shapes = 0;

  shared(text: string): string {
    if (text.length > sharedLength) return text;
    const known = this.#strings.get(text);
    if (known !== undefined) return known;
    if (this.#strings.size >= maxStrings) this.#strings.clear();
    this.#strings.set(text, text);
    return text;
  }

  /** Throws RefusedSpan. */
  attributes(list: readonly OtlpKeyValue[] | null | undefined, tally: RequestTally): Attributes {
    const entries = listOf(list, "attributes");
    if (entries.length === 0) return noAttributes;
    if (entries.length > maxAttributes)
      throw new RefusedSpan(`more than ${maxAttributes} attributes`);
    let shape = this.#root;
    const values = entries.map((entry) => {
      tally.value();
      const typed = this.#typed(messageOf(entry?.value, "an attribute's value"), tally);
      shape = this.#longer(shape, textOf(entry?.key, "an attribute's key"), typed.type);
      return typed.value;
    });
    return { shape, values };
  }

  #longer(shape: ShapeNode, key: string, type: ValueType): ShapeNode {
    const known = shape.next[type].get(key);
    if (known) return known;
    const longer = new ShapeNode([...shape.keys, this.shared(key)], [...shape.types, type]);
    this.#shapes += 1;
    if (this.#shapes > maxShapes) {
      this.#root = new ShapeNode([], []);
      this.#shapes = 0;
    } else shape.next[type].set(key, longer);
    return longer;
  }

  #typed(
    value: OtlpValue | undefined,
    tally: RequestTally,
  ): { type: ValueType; value: StoredValue } {
    const { stringValue, boolValue, intValue, doubleValue } = value ?? {};
    if (isSet(stringValue))
      return { type: "string", value: this.shared(textOf(stringValue, "a stringValue")) };
    if (isSet(boolValue)) return { type: "bool", value: boolOf(boolValue) };
    if (isSet(intValue)) return { type: "int", value: int64Of(intValue) };
    if (isSet(doubleValue)) return { type: "double", value: doubleOf(doubleValue) };
    return { type: "other", value: nested(value, maxDepth, tally) };
  }
}

/** The value under a key as text, the way a person would type it into a search. */
export function valueText({ shape, values }: Attributes, key: string): string | undefined {
  const value = values[shape.keys.indexOf(key)];
  return typeof value === "object" ? JSON.stringify(value) : value?.toString();
}

function isSet(field: unknown): boolean {
  return field !== undefined && field !== null;
}

/** A copy of a list, map or bytes without anything unknown: bytes as base64, NaN and the infinities by name. */
function nested(
  value: OtlpValue | null | undefined,
  depth: number,
  tally: RequestTally,
): OtlpValue {
  if (depth === 0) throw tooDeep();
  const { arrayValue, kvlistValue, bytesValue, stringValue, boolValue, intValue, doubleValue } =
    messageOf(value, "a value") ?? {};
  if (isSet(arrayValue)) {
    const values = listOf(messageOf(arrayValue, "an arrayValue")?.values, "an arrayValue");
    return {
      arrayValue: {
        values: values.map((entry) => {
          tally.nestedValue();
          return nested(entry, depth - 1, tally);
        }),
      },
    };
  }
  if (isSet(kvlistValue)) {
    const values = listOf(messageOf(kvlistValue, "a kvlistValue")?.values, "a kvlistValue");
    return {
      kvlistValue: {
        values: values.map((entry) => {
          tally.nestedValue();
          const key = textOf(entry?.key, "a kvlistValue's key");
          return { key, value: nested(entry?.value, depth - 1, tally) };
        }),
      },
    };
  }
  if (isSet(bytesValue)) return { bytesValue: base64Of(bytesValue) };
  if (isSet(stringValue)) return { stringValue: textOf(stringValue, "a stringValue") };
  if (isSet(boolValue)) return { boolValue: boolOf(boolValue) };
  if (isSet(intValue)) return { intValue: String(int64Of(intValue)) };
  if (isSet(doubleValue)) return { doubleValue: doubleForJson(doubleOf(doubleValue)) };
  return {};
}

/** JSON has no numbers for NaN and the infinities: proto3 JSON writes their names. */
export function doubleForJson(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}
