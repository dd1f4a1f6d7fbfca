/**
 * Validation of what arrives and of what leaves, against the same schema. Arriving values must be exactly what the schema
 * says. Leaving values are ours: fields that the schema does not know are left out, -0 is sent as 0, a lone surrogate as
 * U+FFFD.
 */
import * as v from "valibot";
import { MalformedMessage } from "../bytes.ts";
import type { Field } from "./describe.ts";
import type { Schema } from "./fields.ts";

const firstIssueOnly = { abortEarly: true };

/** A copy that has the fields of the schema and nothing else. @throws MalformedMessage */
export function validInbound<T>(schema: Schema<T>, value: unknown): T {
  const result = v.safeParse(schema, value, firstIssueOnly);
  if (!result.success) throw new MalformedMessage(described(result.issues[0]));
  return result.output;
}

/** `field` is `fieldOf(schema)`. @throws RangeError */
export function validOutbound<T>(schema: Schema<T>, field: Field, value: unknown): T {
  const result = v.safeParse(schema, withoutExtras(field, value), firstIssueOnly);
  if (!result.success) throw new RangeError(described(result.issues[0]));
  return result.output;
}

/** Short, however long the value is. */
function described(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  return `${path === null ? "" : `${path}: `}${issue.message}`.slice(0, 160);
}

function withoutExtras(field: Field, value: unknown): unknown {
  switch (field.type) {
    case "whole":
      return value === 0 ? 0 : value;
    case "text":
      return typeof value === "string" && /\p{Surrogate}/u.test(value)
        ? value.replaceAll(/\p{Surrogate}/gu, "\ufffd")
        : value;
    case "record": {
      if (typeof value !== "object" || value === null) return value;
      const copy: Record<string, unknown> = {};
      for (const { name, field: inner } of field.fields)
        copy[name] = withoutExtras(inner, (value as Record<string, unknown>)[name]);
      return copy;
    }
    case "list":
      return Array.isArray(value) ? value.map((item) => withoutExtras(field.item, item)) : value;
    case "maybe":
      return value === undefined || value === null ? undefined : withoutExtras(field.field, value);
    case "float":
    case "flag":
    case "hex":
    case "choice":
      return value;
  }
}
