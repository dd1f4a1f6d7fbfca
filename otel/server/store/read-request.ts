/** All rows of a request, and what of it was refused. */
import { type OtlpSpanGroup, RefusedSpan } from "../otlp/request.ts";
import type { SpanReader } from "./reader.ts";
import type { SpanRow } from "./row.ts";

/** What of one request was refused, and why first. */
export class Refusals {
  spans = 0;
  reason = "";

  add(spans: number, reason: string): void {
    this.spans += spans;
    this.reason ||= reason;
  }

  /** What `taken` answers; undefined, and so many spans are refused, if it throws RefusedSpan. */
  unless<T>(spans: number, taken: () => T): T | undefined {
    try {
      return taken();
    } catch (error) {
      if (!(error instanceof RefusedSpan)) throw error;
      this.add(spans, error.message);
      return undefined;
    }
  }
}

/**
 * All of a request is read before its first span is held: one that turns out to be no OTLP throws MalformedOtlp and leaves
 * nothing behind. `renewInterner` is called when the sender's is full.
 */
export function rowsOf(
  groups: readonly OtlpSpanGroup[],
  reader: SpanReader,
  refusals: Refusals,
  renewInterner: () => void,
): readonly SpanRow[] {
  const rows: SpanRow[] = [];
  for (const group of groups) {
    if (reader.source.interner.isFull) renewInterner();
    const origin = refusals.unless(group.spanCount, () =>
      reader.origin(group.resource(), group.scope()),
    );
    for (let at = 0; origin && at < group.spanCount; at += 1) {
      if (reader.exhausted) {
        refusals.add(group.spanCount - at, reader.exhausted);
        break;
      }
      const row = refusals.unless(1, () => reader.row(group.span(at), origin));
      if (row) rows.push(row);
    }
  }
  return rows;
}
