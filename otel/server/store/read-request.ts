/** All rows of a request, and what of it was refused. */
import { type OtlpSpanGroup, RejectedSpan } from "../otlp/request.ts";
import type { SpanReader } from "./span-reader.ts";
import type { SpanRow } from "./span-row.ts";

/** What of one request was refused, and why first. */
export class Rejections {
  spans = 0;
  reason = "";

  add(spans: number, reason: string): void {
    this.spans += spans;
    this.reason ||= reason;
  }

  /** What `taken` answers; undefined, and so many spans are refused, if it throws RefusedSpan. */
  attempt<T>(spans: number, taken: () => T): T | undefined {
    try {
      return taken();
    } catch (error) {
      if (!(error instanceof RejectedSpan)) throw error;
      this.add(spans, error.message);
      return undefined;
    }
  }
}

/**
 * All of a request is read before its first span is held: one that turns out to be no OTLP throws MalformedOtlp and leaves
 * nothing behind. `renewInterner` is called when the sender's is full.
 */
export function readRows(
  groups: readonly OtlpSpanGroup[],
  reader: SpanReader,
  rejections: Rejections,
  renewInterner: () => void,
): readonly SpanRow[] {
  const rows: SpanRow[] = [];
  for (const group of groups) {
    if (reader.source.interner.isFull) renewInterner();
    const origin = rejections.attempt(group.spanCount, () =>
      reader.origin(group.resource(), group.scope()),
    );
    for (let at = 0; origin && at < group.spanCount; at += 1) {
      if (reader.exhausted) {
        rejections.add(group.spanCount - at, reader.exhausted);
        break;
      }
      const row = rejections.attempt(1, () => reader.row(group.span(at), origin));
      if (row) rows.push(row);
    }
  }
  return rows;
}
