/**
 * Who sent what the store holds, and what each of them may. Trace ids are of their senders' choice, so whatever a player's page
 * sends may be meant to harm others: its share of the store, of each trace and of the names is bounded.
 */
import type { Origin } from "./row.ts";
import { TraceList } from "./traces.ts";

/** The server itself; a player's page, by its session; whoever else is admitted. Plain data, as it crosses threads. */
export type SpanSource = "server" | "other" | `session ${string}`;

export interface SourceLimits {
  /** Spans of one trace. A page has one or two in most, and eight in that of a connection with its phases. */
  readonly maxSpansOfTrace: number;
  /** Names of services and operations that no other source had sent before. Our own pages have thirty. */
  readonly maxNewNames: number;
}

const limitsOf = {
  server: { maxSpansOfTrace: 20_000, maxNewNames: Infinity },
  session: { maxSpansOfTrace: 128, maxNewNames: 256 },
  other: { maxSpansOfTrace: 20_000, maxNewNames: 8192 },
} as const satisfies Record<string, SourceLimits>;

/** What is left to the server when the store is full: its own spans and, with them, whole traces. */
const guestShare = 3 / 4;

/** Who sends and holds nothing (all of it was refused) is forgotten beyond this many. */
const maxSources = 1024;

export class Source {
  readonly id: SpanSource;
  readonly limits: SourceLimits;
  /** Traces with spans of this source, oldest first; the server's are in no such list. */
  readonly traces = new TraceList();
  /** Its resources and scopes, by their JSON. */
  readonly origins = new Map<string, Origin>();
  spans = 0;
  wireBytes = 0;
  newNames = 0;

  constructor(id: SpanSource) {
    this.id = id;
    this.limits = limitsOf[id === "server" || id === "other" ? id : "session"];
  }

  get isServer(): boolean {
    return this.id === "server";
  }
}

export class SourceTable {
  readonly #sources = new Map<SpanSource, Source>();
  #guestSpans = 0;
  #guestBytes = 0;

  get guestSpans(): number {
    return this.#guestSpans;
  }

  called(id: SpanSource): Source {
    const known = this.#sources.get(id);
    if (known) return known;
    if (this.#sources.size >= maxSources) this.#forgetIdle();
    const source = new Source(id);
    this.#sources.set(id, source);
    return source;
  }

  count(source: Source, spans: number, wireBytes: number): void {
    source.spans += spans;
    source.wireBytes += wireBytes;
    // Its lists would go on naming traces that have left.
    if (source.spans > 0) this.#sources.set(source.id, source);
    else this.#sources.delete(source.id);
    if (source.isServer) return;
    this.#guestSpans += spans;
    this.#guestBytes += wireBytes;
  }

  /** Whose oldest spans leave next from a full store; undefined while guests hold no more than their share. */
  greediest(maxSpans: number, maxWireBytes: number): Source | undefined {
    const tooManyBytes = this.#guestBytes > maxWireBytes * guestShare;
    if (!tooManyBytes && this.#guestSpans <= maxSpans * guestShare) return undefined;
    let greediest: Source | undefined;
    const held = (source: Source) => (tooManyBytes ? source.wireBytes : source.spans);
    for (const source of this.#sources.values()) {
      if (source.isServer || source.spans === 0) continue;
      if (!greediest || held(source) > held(greediest)) greediest = source;
    }
    return greediest;
  }

  #forgetIdle(): void {
    for (const [id, { spans }] of this.#sources) if (spans === 0) this.#sources.delete(id);
  }
}
