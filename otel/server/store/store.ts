/**
 * The last spans in memory, bounded, one per trace id and span id. Whole traces leave, oldest first, and are counted; most
 * traffic is one small trace per input, so adding and evicting touch only that trace's own rows. Found by trace, service,
 * operation, and by link from both ends. Who sent a span decides how much of the store it may take (sources.ts).
 */
import { listOf, MalformedOtlp, type OtlpRequest, type OtlpSpan } from "../otlp/request.ts";
import { LinkIndex, type Backlink } from "./links.ts";
import { SpanReader } from "./reader.ts";
import type { Origin, SpanRow } from "./row.ts";
import { type Operation, ServiceIndex } from "./services.ts";
import { type Source, SourceTable, type SpanSource } from "./sources.ts";
import { StoredTrace, TraceList } from "./traces.ts";

export interface StoreCounts {
  readonly spans: number;
  readonly traces: number;
  readonly maxSpans: number;
  /** What the held spans took on the wire, decompressed. */
  readonly wireBytes: number;
  readonly maxWireBytes: number;
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
  readonly wireBytes?: number;
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
  /** Throws MalformedOtlp if it is no OTLP at all; a malformed span is refused alone. */
  add(request: OtlpRequest, options?: AddOptions): AddOutcome;
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
  /** 384 MiB by default. Our own spans reach `maxSpans` at less than half of it. */
  readonly maxWireBytes?: number;
}

export function traceStore(limits: StoreLimits = {}): TraceStore {
  return new MemoryStore(limits);
}

class MemoryStore implements TraceStore {
  readonly #maxSpans: number;
  readonly #maxWireBytes: number;
  readonly #traces = new Map<string, StoredTrace>();
  readonly #reader = new SpanReader((id) => this.#traces.get(id)?.traceId ?? id);
  readonly #arrivals = new TraceList();
  readonly #services = new ServiceIndex();
  readonly #links = new LinkIndex();
  readonly #sources = new SourceTable();
  #spans = 0;
  #wireBytes = 0;
  #accepted = 0;
  #rejected = 0;
  #duplicates = 0;
  #refusedNames = 0;
  #evictedSpans = 0;
  #evictedTraces = 0;

  constructor({ maxSpans = 200_000, maxWireBytes = 384 * 1024 * 1024 }: StoreLimits) {
    this.#maxSpans = maxSpans;
    this.#maxWireBytes = maxWireBytes;
  }

  add(request: OtlpRequest, { wireBytes = 0, source = "other" }: AddOptions = {}): AddOutcome {
    const groups = this.#groups(request, this.#sources.called(source));
    const arriving = groups.reduce((sum, { spans }) => sum + spans.length, 0);
    const bytesEach = arriving > 0 ? Math.round(wireBytes / arriving) : 0;
    const duplicatesBefore = this.#duplicates;
    let accepted = 0;
    let rejected = 0;
    let reason = "";
    for (const { origin, spans } of groups) {
      for (const span of spans) {
        try {
          this.#insert(this.#reader.row(span, origin, bytesEach));
          accepted += 1;
        } catch (error) {
          if (!(error instanceof MalformedOtlp)) throw error;
          rejected += 1;
          reason ||= error.message;
        }
      }
    }
    this.#accepted += accepted;
    this.#rejected += rejected;
    while (this.#spans > this.#maxSpans || this.#wireBytes > this.#maxWireBytes) {
      const guest = this.#sources.greediest(this.#maxSpans, this.#maxWireBytes);
      const trace = guest ? guest.traces.takeOldest() : this.#arrivals.oldest();
      if (!trace) break;
      this.#evict(trace, guest);
    }
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
      wireBytes: this.#wireBytes,
      maxWireBytes: this.#maxWireBytes,
      accepted: this.#accepted,
      rejected: this.#rejected,
      duplicates: this.#duplicates,
      refusedNames: this.#refusedNames,
      evictedSpans: this.#evictedSpans,
      evictedTraces: this.#evictedTraces,
      serverSpans: this.#spans - this.#sources.guestSpans,
    };
  }

  /** Read to the end before the first span is kept: a request is refused whole or its spans one by one. */
  #groups(request: OtlpRequest, source: Source): { origin: Origin; spans: readonly OtlpSpan[] }[] {
    return listOf(request.resourceSpans, "resourceSpans").flatMap(({ resource, scopeSpans }) =>
      listOf(scopeSpans, "scopeSpans").map(({ scope, spans }) => ({
        origin: this.#reader.origin(source, resource, scope),
        spans: listOf(spans, "spans"),
      })),
    );
  }

  /** @throws MalformedOtlp for a span that its sender may not add */
  #insert(row: SpanRow): void {
    const { source } = row.origin;
    const held = this.#traces.get(row.traceId);
    const at = held?.positionOf(row.spanId) ?? -1;
    if (held) this.#assertMayWrite(row, held, at);
    const refusal = this.#services.refusal(row);
    if (refusal) {
      this.#refusedNames += 1;
      throw new MalformedOtlp(refusal);
    }
    const trace = held ?? new StoredTrace(row.traceId);
    if (!held) {
      this.#traces.set(row.traceId, trace);
      this.#arrivals.add(trace);
    }
    if (!source.isServer && trace.spansOf(source) === 0) source.traces.add(trace);
    if (at >= 0) {
      this.#duplicates += 1;
      this.#forget(trace.replace(at, row));
    } else trace.add(row);
    this.#spans += 1;
    this.#wireBytes += row.wireBytes;
    this.#sources.count(source, 1, row.wireBytes);
    this.#services.add(row, trace);
    this.#links.add(row);
  }

  /**
   * A span belongs to who sent it first, or to the server: nobody else writes over it. How many spans one sender adds to one
   * trace is bounded, so that a player who reads another's trace id cannot fill that trace.
   */
  #assertMayWrite({ origin: { source } }: SpanRow, trace: StoredTrace, at: number): void {
    const old = trace.rows[at];
    if (old && old.origin.source !== source && !source.isServer)
      throw new MalformedOtlp("another sender's span has this id");
    const { maxSpansOfTrace } = source.limits;
    if (!old && trace.spansOf(source) >= maxSpansOfTrace)
      throw new MalformedOtlp(`more than ${maxSpansOfTrace} spans of one trace from one sender`);
  }

  /** Out of the counts and every index, but not out of its trace. */
  #forget(row: SpanRow): void {
    this.#spans -= 1;
    this.#wireBytes -= row.wireBytes;
    this.#sources.count(row.origin.source, -1, -row.wireBytes);
    this.#services.remove(row);
    this.#links.remove(row);
  }

  /** All of the trace, or what one source has in it. */
  #evict(trace: StoredTrace, source: Source | undefined): void {
    const { rows } = trace;
    const leaving = source ? trace.removeOf(source) : rows;
    for (const row of leaving) this.#forget(row);
    this.#evictedSpans += leaving.length;
    if (leaving.length < rows.length) return;
    trace.evicted = true;
    this.#traces.delete(trace.traceId);
    this.#evictedTraces += 1;
    // A search under way keeps the rows it has; the lists that still name this trace keep none.
    trace.rows = [];
  }
}
