/**
 * What spans have in common, kept once. Names and values repeat thousands of times; so do lists of attribute keys, which are
 * shared as a `Shape`, so that a row holds its values only.
 */
import { listOf, MalformedOtlp, type OtlpKeyValue, type OtlpValue } from "../otlp/request.ts";

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
/** Deeper values would overflow the stack of whoever prints them. */
const maxDepth = 8;
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

  attributes(list: readonly OtlpKeyValue[] | null | undefined): Attributes {
    const entries = listOf<OtlpKeyValue>(list, "attributes");
    if (entries.length === 0) return noAttributes;
    if (entries.length > maxAttributes) {
      throw new MalformedOtlp(`more than ${maxAttributes} attributes`);
    }
    let shape = this.#root;
    const values: StoredValue[] = [];
    for (const { key, value } of entries) {
      if (typeof key !== "string") throw new MalformedOtlp("an attribute without a key");
      const typed = this.#typed(value ?? {});
      shape = this.#longer(shape, key, typed.type);
      values.push(typed.value);
    }
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

  #typed(value: OtlpValue): { type: ValueType; value: StoredValue } {
    if (typeof value.stringValue === "string") {
      return { type: "string", value: this.shared(value.stringValue) };
    }
    if (typeof value.boolValue === "boolean") return { type: "bool", value: value.boolValue };
    if (isNumeric(value.intValue)) return { type: "int", value: integer(value.intValue) };
    if (isNumeric(value.doubleValue)) return { type: "double", value: Number(value.doubleValue) };
    return { type: "other", value: nested(value, maxDepth) };
  }
}

/** The value under a key as text, the way a person would type it into a search. */
export function textOf({ shape, values }: Attributes, key: string): string | undefined {
  const value = values[shape.keys.indexOf(key)];
  return typeof value === "object" ? JSON.stringify(value) : value?.toString();
}

function isNumeric(value: unknown): value is number | string {
  return typeof value === "number" || typeof value === "string";
}

function integer(value: number | string): number | string {
  const number = Number(value);
  if (!Number.isInteger(number)) throw new MalformedOtlp("an intValue that is no integer");
  return Number.isSafeInteger(number) ? number : String(value);
}

/** A copy of a list, map or bytes without anything unknown, bytes as base64. */
function nested(value: OtlpValue, depth: number): OtlpValue {
  if (depth === 0) throw new MalformedOtlp(`an attribute nested deeper than ${maxDepth}`);
  const { arrayValue, kvlistValue, bytesValue } = value;
  if (arrayValue) {
    const values = listOf<OtlpValue>(arrayValue.values, "an arrayValue's values");
    return { arrayValue: { values: values.map((entry) => nested(entry, depth - 1)) } };
  }
  if (kvlistValue) {
    const values = listOf<OtlpKeyValue>(kvlistValue.values, "a kvlistValue's values");
    const entries = values.map(({ key, value: entry }) => ({
      key: typeof key === "string" ? key : "",
      value: nested(entry ?? {}, depth - 1),
    }));
    return { kvlistValue: { values: entries } };
  }
  if (typeof bytesValue === "string") return { bytesValue };
  if (bytesValue instanceof Uint8Array) {
    return { bytesValue: Buffer.from(bytesValue).toString("base64") };
  }
  if (typeof value.stringValue === "string") return { stringValue: value.stringValue };
  if (typeof value.boolValue === "boolean") return { boolValue: value.boolValue };
  if (isNumeric(value.intValue)) return { intValue: String(integer(value.intValue)) };
  if (isNumeric(value.doubleValue)) return { doubleValue: Number(value.doubleValue) };
  return {};
}
