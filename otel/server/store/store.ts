/**
 * The last spans in memory, bounded. Whole traces leave, oldest first, and are counted; most traffic is one small trace per
 * input, so adding and evicting touch only that trace's own rows. Found by trace, service, operation, and by link from both ends.
 */
import { listOf, MalformedOtlp, type OtlpRequest, type OtlpSpan } from "../otlp/request.ts";
import { LinkIndex, type Backlink } from "./links.ts";
import { SpanReader } from "./reader.ts";
import type { Origin, SpanRow } from "./row.ts";
import { type Operation, ServiceIndex } from "./services.ts";
import { type StoredTrace, TraceList } from "./traces.ts";

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
  readonly evictedSpans: number;
  readonly evictedTraces: number;
}

export interface AddOutcome {
  readonly accepted: number;
  readonly rejected: number;
  /** What was wrong with the first refused span. */
  readonly reason: string;
}

export interface TraceStore {
  /** Throws MalformedOtlp if it is no OTLP at all; a malformed span is refused alone. */
  add(request: OtlpRequest, wireBytes?: number): AddOutcome;
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
  #spans = 0;
  #wireBytes = 0;
  #accepted = 0;
  #rejected = 0;
  #evictedSpans = 0;
  #evictedTraces = 0;

  constructor({ maxSpans = 200_000, maxWireBytes = 384 * 1024 * 1024 }: StoreLimits) {
    this.#maxSpans = maxSpans;
    this.#maxWireBytes = maxWireBytes;
  }

  add(request: OtlpRequest, wireBytes = 0): AddOutcome {
    const groups = this.#groups(request);
    const arriving = groups.reduce((sum, { spans }) => sum + spans.length, 0);
    const bytesEach = arriving > 0 ? wireBytes / arriving : 0;
    let accepted = 0;
    let rejected = 0;
    let reason = "";
    for (const { origin, spans } of groups) {
      for (const span of spans) {
        try {
          this.#insert(this.#reader.row(span, origin), bytesEach);
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
      this.#evictOldest();
    }
    return { accepted, rejected, reason };
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
      wireBytes: Math.round(this.#wireBytes),
      maxWireBytes: this.#maxWireBytes,
      accepted: this.#accepted,
      rejected: this.#rejected,
      evictedSpans: this.#evictedSpans,
      evictedTraces: this.#evictedTraces,
    };
  }

  /** Read to the end before the first span is kept: a request is refused whole or its spans one by one. */
  #groups(request: OtlpRequest): { origin: Origin; spans: readonly OtlpSpan[] }[] {
    return listOf(request.resourceSpans, "resourceSpans").flatMap(({ resource, scopeSpans }) =>
      listOf(scopeSpans, "scopeSpans").map(({ scope, spans }) => ({
        origin: this.#reader.origin(resource, scope),
        spans: listOf(spans, "spans"),
      })),
    );
  }

  #insert(row: SpanRow, wireBytes: number): void {
    let trace = this.#traces.get(row.traceId);
    if (!trace) {
      trace = { traceId: row.traceId, rows: [], listedIn: [], wireBytes: 0, evicted: false };
      this.#traces.set(row.traceId, trace);
      this.#arrivals.add(trace);
    }
    trace.rows.push(row);
    trace.wireBytes += wireBytes;
    this.#spans += 1;
    this.#wireBytes += wireBytes;
    this.#services.add(row, trace);
    this.#links.add(row);
  }

  #evictOldest(): void {
    const trace = this.#arrivals.oldest();
    if (!trace) return;
    trace.evicted = true;
    this.#traces.delete(trace.traceId);
    for (const row of trace.rows) {
      this.#services.remove(row);
      this.#links.remove(row);
    }
    this.#spans -= trace.rows.length;
    this.#wireBytes = this.#spans === 0 ? 0 : this.#wireBytes - trace.wireBytes;
    this.#evictedSpans += trace.rows.length;
    this.#evictedTraces += 1;
    // A search under way keeps the rows it has; the lists that still name this trace keep none.
    trace.rows = [];
  }
}
