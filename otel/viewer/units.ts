/** Attribute values with the unit that their name promises: `game.queue.wait_ms` 12.5 -> `12.5 ms`. */
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
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return value;
  if (typeof value !== "number") return value.map((each) => valueLabel(key, each)).join(", ");
  const label = suffixes.find(([pattern]) => pattern.test(key))?.[1];
  return label ? label(value) : String(value);
}
