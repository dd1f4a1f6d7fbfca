/** One trace as far as it has arrived, and lists of traces in the order they first did. */
import type { SpanRow } from "./row.ts";
import type { Source } from "./sources.ts";

/** Beyond this many spans looking through all of them costs more than an index. */
const maxUnindexed = 32;

/** Spans of one trace arrive in several batches from several senders. */
export class StoredTrace {
  readonly traceId: string;
  /** Replaced, not changed, when spans leave: whoever reads it keeps what there was. */
  rows: SpanRow[] = [];
  /** Where the trace is listed by service and operation; each once. */
  readonly listedIn: TraceList[] = [];
  /** What its spans took on the wire; large attributes are what fills the memory of a small count. */
  wireBytes = 0;
  evicted = false;
  #positions: Map<string, number> | undefined;
  #spansOf: Map<Source, number> | undefined;

  constructor(traceId: string) {
    this.traceId = traceId;
  }

  /** Where the span stands among the rows; -1 if it is not here. */
  positionOf(spanId: string): number {
    if (this.rows.length <= maxUnindexed)
      return this.rows.findIndex((row) => row.spanId === spanId);
    this.#positions ??= new Map(this.rows.map((row, at) => [row.spanId, at]));
    return this.#positions.get(spanId) ?? -1;
  }

  spansOf(source: Source): number {
    if (this.rows.length <= maxUnindexed) {
      let spans = 0;
      for (const { origin } of this.rows) if (origin.source === source) spans += 1;
      return spans;
    }
    if (!this.#spansOf) {
      this.#spansOf = new Map();
      for (const row of this.rows) this.#count(row, 1);
    }
    return this.#spansOf.get(source) ?? 0;
  }

  add(row: SpanRow): void {
    this.#positions?.set(row.spanId, this.rows.length);
    this.rows.push(row);
    this.#count(row, 1);
    this.wireBytes += row.wireBytes;
  }

  /** Answers the row that had this place. */
  replace(at: number, row: SpanRow): SpanRow {
    const old = this.rows[at]!;
    this.rows[at] = row;
    this.#count(old, -1);
    this.#count(row, 1);
    this.wireBytes += row.wireBytes - old.wireBytes;
    return old;
  }

  /** Answers the rows that were taken out. */
  removeOf(source: Source): readonly SpanRow[] {
    const { rows } = this;
    const removed = rows.filter(({ origin }) => origin.source === source);
    this.rows = rows.filter(({ origin }) => origin.source !== source);
    this.#positions = undefined;
    this.#spansOf = undefined;
    for (const { wireBytes } of removed) this.wireBytes -= wireBytes;
    return removed;
  }

  #count({ origin }: SpanRow, by: number): void {
    const counted = this.#spansOf;
    counted?.set(origin.source, (counted.get(origin.source) ?? 0) + by);
  }
}

/** Entries of evicted traces are skipped, and cut off once they reach the old end. */
export class TraceList {
  #traces: StoredTrace[] = [];
  #head = 0;

  add(trace: StoredTrace): void {
    this.#traces.push(trace);
    this.#skipEvicted();
  }

  oldest(): StoredTrace | undefined {
    this.#skipEvicted();
    return this.#traces[this.#head];
  }

  takeOldest(): StoredTrace | undefined {
    const oldest = this.oldest();
    if (oldest) this.#head += 1;
    return oldest;
  }

  /** Stays right while traces come and go: cutting replaces the array. */
  *newestFirst(): Generator<StoredTrace> {
    const traces = this.#traces;
    const head = this.#head;
    for (let at = traces.length - 1; at >= head; at -= 1) {
      const trace = traces[at]!;
      if (!trace.evicted) yield trace;
    }
  }

  #skipEvicted(): void {
    while (this.#traces[this.#head]?.evicted) this.#head += 1;
    if (this.#head > 1024 && this.#head * 2 > this.#traces.length) {
      this.#traces = this.#traces.slice(this.#head);
      this.#head = 0;
    }
  }
}
