/** One trace as far as it has arrived, and lists of traces in the order they first did. */
import { grownListBytes, listBytes, mapBytes, objectBytes, stringBytes } from "./heap.ts";
import type { SpanRow } from "./span-row.ts";
import type { Source } from "./source-table.ts";

/** Beyond this many spans looking through all of them costs more than an index. */
const maxUnindexed = 32;

/** With its id, and its place in the store's table, in the list of arrivals and in that of its sender. */
const traceBytes = objectBytes(6) + stringBytes("0".repeat(32)) + 44 + 2 * 12;
/** A place in one of the lists of traces. */
const listedBytes = 12;

const noEntries: never[] = [];

/** Most traces have a few spans: `push` would make room for 17 at once. */
const maxCopied = 8;

/** The list with one more entry; a longer one is changed, a shorter one replaced. */
function appended<T>(list: T[], entry: T): T[] {
  // Spreading would make that room as well.
  if (list.length < maxCopied) return list.concat([entry]);
  list.push(entry);
  return list;
}

const appendedListBytes = (entries: number): number =>
  entries <= maxCopied ? listBytes(entries) : grownListBytes(entries);

/** Spans of one trace arrive in several batches from several senders. */
export class StoredTrace {
  readonly traceId: string;
  /** Replaced, not changed, when spans leave: whoever reads it keeps what there was. */
  rows: SpanRow[] = noEntries;
  /** Where the trace is listed by service and operation; each once. */
  listedIn: TraceList[] = noEntries;
  evicted = false;
  #positions: Map<string, number> | undefined;
  #spansOf: Map<Source, number> | undefined;

  constructor(traceId: string) {
    this.traceId = traceId;
  }

  /** What it takes of the heap besides its rows. */
  get heapBytes(): number {
    const indexed = (this.#positions?.size ?? 0) + (this.#spansOf?.size ?? 0);
    return (
      traceBytes +
      appendedListBytes(this.rows.length) +
      appendedListBytes(this.listedIn.length) +
      this.listedIn.length * listedBytes +
      (indexed > 0 ? mapBytes(indexed) : 0)
    );
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
    this.rows = appended(this.rows, row);
    this.#count(row, 1);
  }

  /** Answers the row that had this place. */
  replace(at: number, row: SpanRow): SpanRow {
    const old = this.rows[at]!;
    this.rows[at] = row;
    this.#count(old, -1);
    this.#count(row, 1);
    return old;
  }

  /** Answers the rows that were taken out. */
  removeOf(source: Source): readonly SpanRow[] {
    const { rows } = this;
    const removed = rows.filter(({ origin }) => origin.source === source);
    this.rows = rows.filter(({ origin }) => origin.source !== source);
    this.#positions = undefined;
    this.#spansOf = undefined;
    return removed;
  }

  listIn(list: TraceList): void {
    this.listedIn = appended(this.listedIn, list);
    list.add(this);
  }

  /** A search under way keeps the rows it has; the lists that still name this trace keep nothing of it. */
  evict(): void {
    this.evicted = true;
    this.rows = noEntries;
    this.listedIn = noEntries;
    this.#positions = undefined;
    this.#spansOf = undefined;
  }

  #count({ origin }: SpanRow, by: number): void {
    const counted = this.#spansOf;
    counted?.set(origin.source, (counted.get(origin.source) ?? 0) + by);
  }
}

/** Entries of evicted traces are skipped, and swept out before they are half as many as the others. */
export class TraceList {
  #traces: StoredTrace[] = [];
  #head = 0;
  #sweepAt = 4;

  add(trace: StoredTrace): void {
    if (this.#traces.length >= this.#sweepAt) this.#sweep();
    this.#traces.push(trace);
  }

  oldest(): StoredTrace | undefined {
    while (this.#traces[this.#head]?.evicted) this.#head += 1;
    if (this.#head > 4 && this.#head * 2 > this.#traces.length) this.#sweep();
    return this.#traces[this.#head];
  }

  takeOldest(): StoredTrace | undefined {
    const oldest = this.oldest();
    if (oldest) this.#head += 1;
    return oldest;
  }

  /** Stays right while traces come and go: sweeping replaces the array. */
  *newestFirst(): Generator<StoredTrace> {
    const traces = this.#traces;
    const head = this.#head;
    for (let at = traces.length - 1; at >= head; at -= 1) {
      const trace = traces[at]!;
      if (!trace.evicted) yield trace;
    }
  }

  #sweep(): void {
    this.#traces = this.#traces.filter(({ evicted }, at) => at >= this.#head && !evicted);
    this.#head = 0;
    this.#sweepAt = this.#traces.length * 1.5 + 4;
  }
}
