/**
 * The last spans in memory, bounded, one per trace id and span id. Whole traces leave, oldest first, and are counted; most
 * traffic is one small trace per input, so adding and evicting touch only that trace's own rows. Found by trace, service,
 * operation, and by link from both ends. Who sent a span decides how much of the store it may take (sources.ts).
 */
import { RequestTally } from "../otlp/limits.ts";
import { type OtlpSpanGroup, RefusedSpan } from "../otlp/request.ts";
import { stringBytes } from "./heap.ts";
import { LinkIndex, type Backlink } from "./links.ts";
import { SpanReader } from "./reader.ts";
import type { SpanRow } from "./row.ts";
import { type Operation, ServiceIndex } from "./services.ts";
import { type Source, SourceTable, type SpanSource } from "./sources.ts";
import { StoredTrace, TraceList } from "./traces.ts";

export interface StoreCounts {
  readonly spans: number;
  readonly traces: number;
  readonly maxSpans: number;
  /** What the held spans take of the heap, with all that finds them. */
  readonly heapBytes: number;
  readonly maxHeapBytes: number;
  /** Since the start: what was taken, refused as malformed, and evicted to stay below the cap. */
  readonly accepted: number;
  readonly rejected: number;
  /** Of those taken: the same span again, as senders do that got no answer. The last one is held. */
  readonly duplicates: number;
  /** Of those refused: too many names of services or spans. */
  readonly refusedNames: number;
  readonly evictedSpans: number;
  readonly evictedTraces: number;
  /** Of `spans`: the game server's own. Others leave first while they hold more than three quarters of a full store. */
  readonly serverSpans: number;
}

export interface AddOptions {
  /** "other" by default. */
  readonly source?: SpanSource;
}

export interface AddOutcome {
  readonly accepted: number;
  /** Of those: what was here already. */
  readonly duplicates: number;
  readonly rejected: number;
  /** What was wrong with the first refused span. */
  readonly reason: string;
}

export interface TraceStore {
  /** Throws MalformedOtlp, and adds nothing, if it is no OTLP at all; what is not understood or too much is refused alone. */
  add(groups: readonly OtlpSpanGroup[], options?: AddOptions): AddOutcome;
  trace(traceId: string): readonly SpanRow[] | undefined;
  services(): readonly string[];
  operations(service: string): readonly Operation[];
  /** Candidates for a search, newest first: the traces with a span of that service and operation. */
  tracesOf(service?: string, operation?: string): Iterable<readonly SpanRow[]>;
  backlinks(traceId: string, spanId: string): readonly Backlink[];
  counts(): StoreCounts;
}

export interface StoreLimits {
  /** 200 000 by default: some minutes of a full room. */
  readonly maxSpans?: number;
  /** 256 MiB by default. Our own spans take about 1 kB each, and reach `maxSpans` below it. */
  readonly maxHeapBytes?: number;
}

export function traceStore(limits: StoreLimits = {}): TraceStore {
  return new MemoryStore(limits);
}

class MemoryStore implements TraceStore {
  readonly #maxSpans: number;
  readonly #maxHeapBytes: number;
  readonly #traces = new Map<string, StoredTrace>();
  /** Those of the request that is being read and of no held trace. */
  readonly #newTraceIds = new Map<string, string>();
  readonly #arrivals = new TraceList();
  readonly #services = new ServiceIndex();
  readonly #links = new LinkIndex();
  readonly #sources = new SourceTable();
  #spans = 0;
  /** What traces take besides their rows. */
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
    const refusals = new Refusals();
    const source = this.#sources.called(id);
    const duplicatesBefore = this.#duplicates;
    for (const row of this.#read(groups, source, refusals))
      refusals.unless(1, () => this.#insert(row));
    // Nothing of its interner is needed, and nothing accounts for it, while none of its spans is held.
    if (source.spans === 0) this.#sources.renewInterner(source);
    const { spans: rejected, reason } = refusals;
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
    // An operation without a service is of any service: the search looks at each span anyway.
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

  /** All of a request is read before its first span is held: one that turns out to be no OTLP leaves nothing behind. */
  #read(groups: readonly OtlpSpanGroup[], source: Source, refusals: Refusals): SpanRow[] {
    const rows: SpanRow[] = [];
    const tally = new RequestTally();
    const reader = new SpanReader(source, tally, (id) => this.#knownTraceId(id, tally));
    this.#newTraceIds.clear();
    for (const group of groups) {
      if (source.interner.isFull) this.#sources.renewInterner(source);
      const origin = refusals.unless(group.spanCount, () =>
        reader.origin(group.resource(), group.scope()),
      );
      for (let at = 0; origin && at < group.spanCount; at += 1) {
        if (tally.exhausted) {
          refusals.add(group.spanCount - at, tally.exhausted);
          break;
        }
        const row = refusals.unless(1, () => reader.row(group.span(at), origin));
        if (row) rows.push(row);
      }
    }
    return rows;
  }

  #knownTraceId(id: string, tally: RequestTally): string {
    const known = this.#traces.get(id)?.traceId ?? this.#newTraceIds.get(id);
    if (known !== undefined) return known;
    this.#newTraceIds.set(id, id);
    tally.heapBytes += stringBytes(id);
    return id;
  }

  /** @throws RefusedSpan for a span that its sender may not add */
  #insert(row: SpanRow): void {
    const { source } = row.origin;
    const held = this.#traces.get(row.traceId);
    const at = held?.positionOf(row.spanId) ?? -1;
    if (held) this.#assertMayWrite(row, held, at);
    const refusal = this.#services.refusal(row);
    if (refusal) {
      this.#refusedNames += 1;
      throw new RefusedSpan(refusal);
    }
    const trace = held ?? new StoredTrace(row.traceId);
    if (!held) {
      this.#traces.set(row.traceId, trace);
      this.#arrivals.add(trace);
    }
    this.#traceBytes -= held?.heapBytes ?? 0;
    if (!source.isServer && trace.spansOf(source) === 0) source.traces.add(trace);
    this.#spans += 1;
    this.#sources.added(row);
    if (at >= 0) {
      this.#duplicates += 1;
      this.#forget(trace.replace(at, row));
    } else trace.add(row);
    this.#services.add(row, trace);
    this.#links.add(row);
    this.#traceBytes += trace.heapBytes;
  }

  /**
   * A span belongs to who sent it first, or to the server: nobody else writes over it. How many spans one sender adds to one
   * trace is bounded, so that a player who reads another's trace id cannot fill that trace.
   */
  #assertMayWrite({ origin: { source } }: SpanRow, trace: StoredTrace, at: number): void {
    const old = trace.rows[at];
    if (old && old.origin.source !== source && !source.isServer)
      throw new RefusedSpan("another sender's span has this id");
    const { maxSpansOfTrace } = source.limits;
    if (!old && trace.spansOf(source) >= maxSpansOfTrace)
      throw new RefusedSpan(`more than ${maxSpansOfTrace} spans of one trace from one sender`);
  }

  /** Out of the counts and every index, but not out of its trace. */
  #forget(row: SpanRow): void {
    this.#spans -= 1;
    this.#sources.removed(row);
    this.#services.remove(row);
    this.#links.remove(row);
  }

  #evictWhileFull(): void {
    while (this.#spans > this.#maxSpans || this.#heapBytes > this.#maxHeapBytes) {
      const guest = this.#sources.greediest(this.#maxSpans, this.#maxHeapBytes - this.#indexBytes);
      const trace = guest ? guest.traces.takeOldest() : this.#arrivals.oldest();
      if (!trace) break;
      this.#evict(trace, guest);
    }
  }

  /** All of the trace, or what one source has in it. */
  #evict(trace: StoredTrace, source: Source | undefined): void {
    const { rows } = trace;
    this.#traceBytes -= trace.heapBytes;
    const leaving = source ? trace.removeOf(source) : rows;
    for (const row of leaving) this.#forget(row);
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

/** What of one request was refused, and why first. */
class Refusals {
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
