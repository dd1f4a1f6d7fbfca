/**
 * Copies an outbound value and checks it against the schema in one pass. Fields that the schema does not know are left out, -0
 * becomes 0, and a lone surrogate becomes U+FFFD. A server does this for every snapshot of every player, and parsing the copy
 * with the schema as well would double the cost.
 */
import { characterCount, utf8Bytes } from "../utf8.ts";
import type { Field, Range } from "./field.ts";

/** Returns the checked copy. @throws RangeError for a value that the receiver would refuse */
export type Outbound = (value: unknown) => unknown;

export function outboundCopyOf(field: Field): Outbound {
  const copy = copyOf(field);
  const { rules = [] } = field;
  if (rules.length === 0) return copy;
  return (value) => {
    const copied = copy(value);
    for (const { holds, broken } of rules) if (!holds(copied)) throw new RangeError(broken);
    return copied;
  };
}

function copyOf(field: Field): Outbound {
  switch (field.type) {
    case "whole":
      return wholeOutbound(field.ranges);
    case "float":
      return (value) =>
        Number.isFinite(value) ? withoutMinusZero(value) : refuse(value, "a finite number");
    case "flag":
      return (value) => (typeof value === "boolean" ? value : refuse(value, "true or false"));
    case "text":
      return (value) => {
        if (typeof value !== "string") return refuse(value, "text");
        const text = value.replaceAll(/\p{Surrogate}/gu, "\ufffd");
        const { maxBytes, maxCharacters } = field;
        const fits = utf8Bytes(text).length <= maxBytes && characterCount(text) <= maxCharacters;
        return fits ? text : refuse(text, `text of at most ${maxBytes} bytes`);
      };
    case "hex": {
      const digits = new RegExp(`^(?!0*$)[0-9a-f]{${field.bytes * 2}}$`);
      return (value) =>
        typeof value === "string" && digits.test(value) ? value : refuse(value, "an id");
    }
    case "choice":
      return (value) =>
        field.names.includes(value as string) ? value : refuse(value, field.names.join(" or "));
    case "record": {
      const fields = field.fields.map(
        ({ name, field: inner }) => [name, outboundCopyOf(inner)] as const,
      );
      return (value) => {
        if (typeof value !== "object" || value === null) return refuse(value, "fields");
        const copy: Record<string, unknown> = {};
        for (const [name, outbound] of fields)
          copy[name] = outbound((value as Record<string, unknown>)[name]);
        return copy;
      };
    }
    case "list": {
      const outbound = outboundCopyOf(field.item);
      const { least, most } = field;
      return (value) =>
        Array.isArray(value) && value.length >= least && value.length <= most
          ? value.map(outbound)
          : refuse(value, `a list of ${least} to ${most}`);
    }
    case "maybe": {
      const outbound = outboundCopyOf(field.field);
      return (value) => (value === undefined || value === null ? undefined : outbound(value));
    }
  }
}

function wholeOutbound(ranges: readonly Range[]): Outbound {
  const [first = [0, 0], second = first] = ranges;
  const isIn = (value: number): boolean =>
    (value >= first[0] && value <= first[1]) || (value >= second[0] && value <= second[1]);
  return (value) => {
    if (!Number.isInteger(value) || !isIn(value as number))
      return refuse(
        value,
        `a whole number from ${ranges.map((each) => each.join(" to ")).join(" or ")}`,
      );
    return withoutMinusZero(value);
  };
}

const withoutMinusZero = (value: unknown): unknown => (value === 0 ? 0 : value);

function refuse(value: unknown, wanted: string): never {
  const given =
    typeof value === "number" || typeof value === "boolean" ? String(value) : `a ${typeof value}`;
  throw new RangeError(`${given} where ${wanted} is wanted`);
}
