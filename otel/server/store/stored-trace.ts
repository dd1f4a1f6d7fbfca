/** The spans of one trace that have arrived so far, and lists of traces in order of arrival. */
import { grownListBytes, listBytes, mapBytes, objectBytes, stringBytes } from "./heap.ts";
import type { SpanRow } from "./span-row.ts";
import type { Source } from "./source-table.ts";

/** Beyond this many spans an index is faster than looking through all of them. */
const maxUnindexed = 32;

/** Heap bytes of a trace with its id, and its place in the store's table, in the list of arrivals and in its source's list. */
const traceBytes = objectBytes(6) + stringBytes("0".repeat(32)) + 44 + 2 * 12;
/** Heap bytes of a place in a list of traces. */
const listedBytes = 12;

const noEntries: never[] = [];

/** Up to this length a list is copied for each new entry: `push` would reserve 17 places, and most traces have only a few spans. */
const maxCopied = 8;

/** The list with one more entry. A long list is changed, a short one is copied. */
function appended<T>(list: T[], entry: T): T[] {
  // Not `[...list, entry]`, which would reserve as many places as `push`.
  if (list.length < maxCopied) return list.concat([entry]);
  list.push(entry);
  return list;
}

const appendedListBytes = (entries: number): number =>
  entries <= maxCopied ? listBytes(entries) : grownListBytes(entries);

/** Spans of one trace arrive in several batches from several senders. */
export class StoredTrace {
  readonly traceId: string;
  /** Replaced, not changed, when spans are removed: a reader keeps the list it has. */
  rows: SpanRow[] = noEntries;
  /** The lists by service and operation that have this trace; each once. */
  listedIn: TraceList[] = noEntries;
  evicted = false;
  #positions: Map<string, number> | undefined;
  #spansOf: Map<Source, number> | undefined;

  constructor(traceId: string) {
    this.traceId = traceId;
  }

  /** Heap bytes besides its rows. */
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

  /** The span's index among the rows; -1 if it is not here. */
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

  /** Returns the row that had this place. */
  replace(at: number, row: SpanRow): SpanRow {
    const old = this.rows[at]!;
    this.rows[at] = row;
    this.#count(old, -1);
    this.#count(row, 1);
    return old;
  }

  /** Returns the removed rows. */
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

  /** A search in progress keeps the rows that it has. A list that still has this trace no longer holds its rows in memory. */
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

/** Entries of evicted traces are skipped. They are removed when the list has grown by half, or more than half of it is before `oldest`. */
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

  /** Traces may be added and evicted during the iteration: removing entries replaces the array. */
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
