/** Stored attributes. Many spans have the same keys, so a row holds only its values and points at their `Shape`. */
import { base64Of, boolOf, doubleOf, int64Of, listOf, messageOf, textOf } from "../otlp/fields.ts";
import { maxDepth, type RequestTally, tooDeep } from "../otlp/limits.ts";
import type { OtlpValue } from "../otlp/request.ts";

/** `int` beyond 2^53 is a decimal string; `other` (lists, maps, bytes, nothing) is the OTLP value as JSON text. */
export type ValueType = "string" | "bool" | "int" | "double" | "other";
export type StoredValue = string | number | boolean;

/** A list of keys with the type of each one's value. */
export interface Shape {
  readonly keys: readonly string[];
  readonly types: readonly ValueType[];
}

export interface Attributes {
  readonly shape: Shape;
  readonly values: readonly StoredValue[];
}

export const noAttributes: Attributes = { shape: { keys: [], types: [] }, values: [] };

/** The value under a key as text, as a person would type it into a search. */
export function valueText({ shape, values }: Attributes, key: string): string | undefined {
  return values[shape.keys.indexOf(key)]?.toString();
}

export function valueTypeOf(value: OtlpValue | undefined): ValueType {
  if (isSet(value?.stringValue)) return "string";
  if (isSet(value?.boolValue)) return "bool";
  if (isSet(value?.intValue)) return "int";
  return isSet(value?.doubleValue) ? "double" : "other";
}

/** @throws RejectedSpan */
export function storedValueOf(
  type: ValueType,
  value: OtlpValue | undefined,
  tally: RequestTally,
): StoredValue {
  switch (type) {
    case "string":
      return textOf(value?.stringValue, "a stringValue");
    case "bool":
      return boolOf(value?.boolValue);
    case "int":
      return int64Of(value?.intValue);
    case "double":
      return doubleOf(value?.doubleValue);
    case "other":
      return JSON.stringify(nested(value, maxDepth, tally));
  }
}

function isSet(field: unknown): boolean {
  return field !== undefined && field !== null;
}

/** A copy of a list, map or bytes without unknown fields: bytes as base64, NaN and the infinities by name. */
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
