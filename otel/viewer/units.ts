/** Attribute values with the unit of their name: `game.queue.wait_ms` 12.5 -> `12.5 ms`. */
import { durationLabel } from "./axis.ts";
import type { AttributeValue } from "./otlp.ts";

function bytesLabel(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024
    ? `${(bytes / 1024).toFixed(1)} KiB`
    : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}

const suffixes: readonly (readonly [RegExp, (value: number) => string])[] = [
  [/_ms$/, durationLabel],
  [/_s$/, (value) => durationLabel(value * 1000)],
  [/[._]size$|_bytes$|\.bytes$/, bytesLabel],
  [/_hz$/, (value) => `${value} Hz`],
  [/_share$/, (value) => `${(value * 100).toFixed(1)} %`],
];

export function valueLabel(key: string, value: AttributeValue): string {
  if (isList(value)) return value.map((each) => nestedLabel(key, each)).join(", ");
  return nestedLabel(key, value);
}

/** Lists and maps in a list or map have brackets, so that the end of each is visible. */
function nestedLabel(key: string, value: AttributeValue): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return value;
  if (isList(value)) return `[${valueLabel(key, value)}]`;
  if (typeof value === "object") {
    const entries = [...value].map(([name, each]) => `${name}: ${nestedLabel(name, each)}`);
    return `{${entries.join(", ")}}`;
  }
  const label = suffixes.find(([pattern]) => pattern.test(key))?.[1];
  // NaN and the infinities have no unit.
  return label && Number.isFinite(value) ? label(value) : String(value);
}

function isList(value: AttributeValue): value is readonly AttributeValue[] {
  return Array.isArray(value);
}
