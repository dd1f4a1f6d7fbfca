/** Reads all rows of a request, and counts the rejected spans. */
import { type OtlpSpanGroup, RejectedSpan } from "../otlp/request.ts";
import type { SpanReader } from "./span-reader.ts";
import type { SpanRow } from "./span-row.ts";

/** The rejected spans of one request, and the first reason. */
export class Rejections {
  spans = 0;
  reason = "";

  add(spans: number, reason: string): void {
    this.spans += spans;
    this.reason ||= reason;
  }

  /** Returns what `taken` returns; if that throws RejectedSpan it counts so many spans as rejected and returns undefined. */
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
 * Reads the whole request before its first span is stored: a request that is not OTLP throws MalformedOtlp and adds nothing.
 * `renewInterner` is called when the sender's is full.
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
