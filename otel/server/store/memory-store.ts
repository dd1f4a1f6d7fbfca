/**
 * Keeps the newest spans in memory, one per trace id and span id, bounded in count and bytes. Whole traces are evicted, oldest
 * first, and counted. Most traffic is one small trace per input, so adding and evicting touch only that trace's own rows. Spans
 * are found by trace, service, operation, and by link from both ends. How much a sender may store is decided in source-table.ts.
 */
import { type OtlpSpanGroup, RejectedSpan } from "../otlp/request.ts";
import type {
  AddOptions,
  AddOutcome,
  StoreCounts,
  StoreLimits,
  TraceStore,
} from "./trace-store.ts";
import { type Backlink, LinkIndex } from "./link-index.ts";
import { Rejections, readRows } from "./read-request.ts";
import { SpanReader } from "./span-reader.ts";
import type { SpanRow } from "./span-row.ts";
import { type Operation, ServiceIndex } from "./service-index.ts";
import { type Source, SourceTable } from "./source-table.ts";
import { StoredTrace, TraceList } from "./stored-trace.ts";

export function traceStore(limits: StoreLimits = {}): TraceStore {
  return new MemoryStore(limits);
}

class MemoryStore implements TraceStore {
  readonly #maxSpans: number;
  readonly #maxHeapBytes: number;
  readonly #traces = new Map<string, StoredTrace>();
  readonly #arrivals = new TraceList();
  readonly #services = new ServiceIndex();
  readonly #links = new LinkIndex();
  readonly #sources = new SourceTable();
  #spans = 0;
  /** Heap bytes of traces besides their rows. */
  #traceBytes = 0;
  #accepted = 0;
  #rejected = 0;
  #duplicates = 0;
  #refusedNames = 0;
  #evictedSpans = 0;
  #evictedTraces = 0;

  constructor({ maxSpans = 200_000, maxHeapBytes = 256 * 1024 * 1024 }: StoreLimits) {
    this.#maxSpans = maxSpans;
    this.#maxHeapBytes = maxHeapBytes;
  }

  add(groups: readonly OtlpSpanGroup[], { source: id = "other" }: AddOptions = {}): AddOutcome {
    const rejections = new Rejections();
    const source = this.#sources.getOrCreate(id);
    const reader = new SpanReader(source, (traceId) => this.#traces.get(traceId)?.traceId);
    const renewInterner = () => this.#sources.renewInterner(source);
    const rows = readRows(groups, reader, rejections, renewInterner);
    const duplicatesBefore = this.#duplicates;
    for (const row of rows) rejections.attempt(1, () => this.#insert(row));
    // While none of its spans is stored, its interner is not needed and its bytes are not counted.
    if (source.spans === 0) renewInterner();
    const { spans: rejected, reason } = rejections;
    const accepted = groups.reduce((sum, { spanCount }) => sum + spanCount, 0) - rejected;
    this.#accepted += accepted;
    this.#rejected += rejected;
    this.#evictWhileFull();
    return { accepted, duplicates: this.#duplicates - duplicatesBefore, rejected, reason };
  }

  trace(traceId: string): readonly SpanRow[] | undefined {
    return this.#traces.get(traceId)?.rows;
  }

  services(): readonly string[] {
    return this.#services.names();
  }

  operations(service: string): readonly Operation[] {
    return this.#services.operations(service);
  }

  *tracesOf(service?: string, operation?: string): Iterable<readonly SpanRow[]> {
    // An operation without a service matches any service: the search checks each span anyway.
    const list = service === undefined ? this.#arrivals : this.#services.traces(service, operation);
    if (list) for (const trace of list.newestFirst()) yield trace.rows;
  }

  backlinks(traceId: string, spanId: string): readonly Backlink[] {
    return this.#links.backlinks(traceId, spanId, this.trace(traceId) ?? []);
  }

  counts(): StoreCounts {
    return {
      spans: this.#spans,
      traces: this.#traces.size,
      maxSpans: this.#maxSpans,
      heapBytes: Math.round(this.#heapBytes),
      maxHeapBytes: this.#maxHeapBytes,
      accepted: this.#accepted,
      rejected: this.#rejected,
      duplicates: this.#duplicates,
      refusedNames: this.#refusedNames,
      evictedSpans: this.#evictedSpans,
      evictedTraces: this.#evictedTraces,
      serverSpans: this.#spans - this.#sources.guestSpans,
    };
  }

  get #heapBytes(): number {
    return this.#sources.heapBytes + this.#indexBytes;
  }

  get #indexBytes(): number {
    return this.#traceBytes + this.#services.heapBytes + this.#links.heapBytes;
  }

  /** @throws RejectedSpan for a span that its sender may not add */
  #insert(row: SpanRow): void {
    const { source } = row.origin;
    const held = this.#traces.get(row.traceId);
    const at = held?.positionOf(row.spanId) ?? -1;
    if (held) this.#assertMayWrite(row, held, at);
    const refusal = this.#services.rejectionReason(row);
    if (refusal) {
      this.#refusedNames += 1;
      throw new RejectedSpan(refusal);
    }
    const trace = held ?? new StoredTrace(row.traceId);
    if (!held) {
      this.#traces.set(row.traceId, trace);
      this.#arrivals.add(trace);
    }
    this.#traceBytes -= held?.heapBytes ?? 0;
    if (!source.isServer && trace.spansOf(source) === 0) source.traces.add(trace);
    this.#spans += 1;
    this.#sources.rowAdded(row);
    if (at >= 0) {
      this.#duplicates += 1;
      this.#unindex(trace.replace(at, row));
    } else trace.add(row);
    this.#services.add(row, trace);
    this.#links.add(row);
    this.#traceBytes += trace.heapBytes;
  }

  /**
   * A span belongs to the source that sent it first, or to the server: no other source replaces it. The number of spans that one
   * source adds to one trace is bounded, so that a player who reads another's trace id cannot fill that trace.
   */
  #assertMayWrite({ origin: { source } }: SpanRow, trace: StoredTrace, at: number): void {
    const old = trace.rows[at];
    if (old && old.origin.source !== source && !source.isServer)
      throw new RejectedSpan("another sender's span has this id");
    const { maxSpansOfTrace } = source.limits;
    if (!old && trace.spansOf(source) >= maxSpansOfTrace)
      throw new RejectedSpan(`more than ${maxSpansOfTrace} spans of one trace from one sender`);
  }

  /** Removes a row from the counts and every index, but not from its trace. */
  #unindex(row: SpanRow): void {
    this.#spans -= 1;
    this.#sources.rowRemoved(row);
    this.#services.remove(row);
    this.#links.remove(row);
  }

  #evictWhileFull(): void {
    while (this.#spans > this.#maxSpans || this.#heapBytes > this.#maxHeapBytes) {
      const guest = this.#sources.largestGuest(
        this.#maxSpans,
        this.#maxHeapBytes - this.#indexBytes,
      );
      const trace = guest ? guest.traces.takeOldest() : this.#arrivals.oldest();
      if (!trace) break;
      this.#evict(trace, guest);
    }
  }

  /** Evicts a trace, or one source's spans of it. */
  #evict(trace: StoredTrace, source: Source | undefined): void {
    const { rows } = trace;
    this.#traceBytes -= trace.heapBytes;
    const leaving = source ? trace.removeOf(source) : rows;
    for (const row of leaving) this.#unindex(row);
    this.#evictedSpans += leaving.length;
    if (leaving.length < rows.length) {
      this.#traceBytes += trace.heapBytes;
      return;
    }
    trace.evict();
    this.#traces.delete(trace.traceId);
    this.#evictedTraces += 1;
  }
}
