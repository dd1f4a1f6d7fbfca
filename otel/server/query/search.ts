/** Finds the traces in which one span meets every condition, newest first. */
import { setImmediate } from "node:timers/promises";
import { errorStatus, kindName, type SpanRow, startUs } from "../store/span-row.ts";
import type { TraceStore } from "../store/trace-store.ts";
import { valueText } from "../store/attributes.ts";

export interface TraceQuery {
  readonly service?: string | undefined;
  readonly operation?: string | undefined;
  readonly startMinUs?: number | undefined;
  readonly startMaxUs?: number | undefined;
  readonly durationMinUs?: number | undefined;
  readonly durationMaxUs?: number | undefined;
  /** Compared as text with the span's attributes, then its resource's; `error` and `span.kind` are supported as well. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly depth: number;
}

/** A search shares its thread with other work: it pauses after this many spans. */
const spansPerSlice = 5000;

/** The most spans in one answer, besides those of its first trace: more would take seconds to write, and no page could draw them. */
export const maxSpansInAnswer = 20_000;

export async function tracesMatching(
  store: TraceStore,
  query: TraceQuery,
): Promise<readonly (readonly SpanRow[])[]> {
  const found: (readonly SpanRow[])[] = [];
  let foundSpans = 0;
  let scannedSpans = 0;
  for (const rows of store.tracesOf(query.service, query.operation)) {
    if (found.length >= query.depth) break;
    scannedSpans += rows.length;
    if (scannedSpans > spansPerSlice) {
      scannedSpans = 0;
      await setImmediate();
    }
    if (!rows.some((row) => matchesQuery(row, query))) continue;
    foundSpans += rows.length;
    if (found.length > 0 && foundSpans > maxSpansInAnswer) break;
    found.push(rows);
  }
  return found;
}

function matchesQuery(row: SpanRow, query: TraceQuery): boolean {
  if (query.service !== undefined && row.origin.service !== query.service) return false;
  if (query.operation !== undefined && row.name !== query.operation) return false;
  const at = startUs(row);
  if (at < (query.startMinUs ?? 0) || at > (query.startMaxUs ?? Infinity)) return false;
  const durationUs = row.durationNs / 1e3;
  if (durationUs < (query.durationMinUs ?? 0) || durationUs > (query.durationMaxUs ?? Infinity))
    return false;
  for (const [key, wanted] of query.attributes) {
    if (attributeText(row, key) !== wanted) return false;
  }
  return true;
}

function attributeText(row: SpanRow, key: string): string | undefined {
  if (key === "error") return String(row.status === errorStatus);
  if (key === "span.kind") return kindName(row);
  return valueText(row.attributes, key) ?? valueText(row.origin.resource, key);
}
