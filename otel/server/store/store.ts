/**
 * The last spans in memory, bounded. Whole traces leave, oldest first, and are counted; most traffic is one small trace per
 * input, so adding and evicting touch only that trace's own rows. Found by trace, service, operation, and by link from both ends.
 */
import { listOf, MalformedOtlp, type OtlpRequest, type OtlpSpan } from "../otlp/request.ts";
import { LinkIndex, type Backlink } from "./links.ts";
import { SpanReader } from "./reader.ts";
import { kindName, type KindName, type Origin, type SpanRow } from "./row.ts";
import { type StoredTrace, TraceList } from "./traces.ts";

export interface StoreCounts {
  readonly spans: number;
  readonly traces: number;
  readonly maxSpans: number;
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

export interface Operation {
  readonly service: string;
  readonly name: string;
  readonly kind: KindName;
}

export interface TraceStore {
  /** Throws MalformedOtlp if it is no OTLP at all; a malformed span is refused alone. */
  add(request: OtlpRequest): AddOutcome;
  trace(traceId: string): readonly SpanRow[] | undefined;
  services(): readonly string[];
  operations(service?: string): readonly Operation[];
  /** Candidates for a search, newest first: the traces with a span of that service and operation. */
  tracesOf(service?: string, operation?: string): Iterable<readonly SpanRow[]>;
  backlinks(traceId: string, spanId: string): readonly Backlink[];
  counts(): StoreCounts;
}

interface OperationEntry {
  readonly operation: Operation;
  spans: number;
}

interface ServiceEntry {
  readonly traces: TraceList;
  readonly byName: Map<string, TraceList>;
  readonly operations: Map<string, OperationEntry>;
}

export function traceStore({
  maxSpans = 200_000,
}: { readonly maxSpans?: number } = {}): TraceStore {
  return new MemoryStore(maxSpans);
}

class MemoryStore implements TraceStore {
  readonly #maxSpans: number;
  readonly #reader = new SpanReader();
  readonly #traces = new Map<string, StoredTrace>();
  readonly #arrivals = new TraceList();
  readonly #services = new Map<string, ServiceEntry>();
  readonly #links = new LinkIndex();
  #spans = 0;
  #accepted = 0;
  #rejected = 0;
  #evictedSpans = 0;
  #evictedTraces = 0;

  constructor(maxSpans: number) {
    this.#maxSpans = maxSpans;
  }

  add(request: OtlpRequest): AddOutcome {
    let accepted = 0;
    let rejected = 0;
    let reason = "";
    for (const { origin, spans } of this.#groups(request)) {
      for (const span of spans) {
        try {
          this.#insert(this.#reader.row(span, origin));
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
    while (this.#spans > this.#maxSpans) this.#evictOldest();
    return { accepted, rejected, reason };
  }

  trace(traceId: string): readonly SpanRow[] | undefined {
    return this.#traces.get(traceId)?.rows;
  }

  services(): readonly string[] {
    return [...this.#services.keys()].sort();
  }

  operations(service?: string): readonly Operation[] {
    const entries =
      service === undefined ? [...this.#services.values()] : [this.#services.get(service)];
    return entries.flatMap((entry) =>
      entry ? [...entry.operations.values()].map(({ operation }) => operation) : [],
    );
  }

  *tracesOf(service?: string, operation?: string): Iterable<readonly SpanRow[]> {
    const entry = service === undefined ? undefined : this.#services.get(service);
    if (service !== undefined && !entry) return;
    const list = !entry
      ? this.#arrivals
      : operation === undefined
        ? entry.traces
        : entry.byName.get(operation);
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

  #insert(row: SpanRow): void {
    let trace = this.#traces.get(row.traceId);
    if (!trace) {
      trace = { traceId: row.traceId, rows: [], listedIn: [], evicted: false };
      this.#traces.set(row.traceId, trace);
      this.#arrivals.add(trace);
    }
    trace.rows.push(row);
    this.#spans += 1;
    const service = this.#serviceOf(row);
    list(trace, service.traces);
    list(trace, service.byName.get(row.name)!);
    this.#links.add(row);
  }

  #serviceOf(row: SpanRow): ServiceEntry {
    const name = row.origin.service;
    let service = this.#services.get(name);
    if (!service) {
      service = { traces: new TraceList(), byName: new Map(), operations: new Map() };
      this.#services.set(name, service);
    }
    if (!service.byName.has(row.name)) service.byName.set(row.name, new TraceList());
    const kind = kindName(row);
    const key = `${kind} ${row.name}`;
    const entry = service.operations.get(key);
    if (entry) entry.spans += 1;
    else
      service.operations.set(key, { operation: { service: name, name: row.name, kind }, spans: 1 });
    service.traces.spans += 1;
    service.byName.get(row.name)!.spans += 1;
    return service;
  }

  #evictOldest(): void {
    const trace = this.#arrivals.oldest();
    if (!trace) return;
    trace.evicted = true;
    this.#traces.delete(trace.traceId);
    for (const row of trace.rows) this.#forget(row);
    this.#spans -= trace.rows.length;
    this.#evictedSpans += trace.rows.length;
    this.#evictedTraces += 1;
    // A search under way keeps the rows it has; the lists that still name this trace keep none.
    trace.rows = [];
  }

  #forget(row: SpanRow): void {
    const service = this.#services.get(row.origin.service)!;
    const key = `${kindName(row)} ${row.name}`;
    const entry = service.operations.get(key)!;
    if ((entry.spans -= 1) === 0) service.operations.delete(key);
    if ((service.byName.get(row.name)!.spans -= 1) === 0) service.byName.delete(row.name);
    if ((service.traces.spans -= 1) === 0) this.#services.delete(row.origin.service);
    this.#links.remove(row);
  }
}

function list(trace: StoredTrace, where: TraceList): void {
  if (trace.listedIn.includes(where)) return;
  trace.listedIn.push(where);
  where.add(trace);
}
