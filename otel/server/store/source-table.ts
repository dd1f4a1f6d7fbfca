/**
 * Which source sent each stored span, and what each source may store. Senders choose their trace ids, so a player's page may send
 * spans to harm others: its share of the store, of each trace and of the names is bounded.
 */
import { Interner } from "./interner.ts";
import type { SpanRow } from "./span-row.ts";
import { TraceList } from "./stored-trace.ts";

/** The server itself, a player's page by its session, or any other admitted sender. Plain data, because it crosses threads. */
export type SpanSource = "server" | "other" | `session ${string}`;

export interface SourceLimits {
  /** Spans of one trace. A page has one or two in most, and eight in the trace of a dial with its phases. */
  readonly maxSpansOfTrace: number;
  /** Names of services and operations that no other source had sent before. Our own pages have thirty. */
  readonly maxNewNames: number;
}

const limitsOf = {
  server: { maxSpansOfTrace: 20_000, maxNewNames: Infinity },
  session: { maxSpansOfTrace: 128, maxNewNames: 256 },
  other: { maxSpansOfTrace: 20_000, maxNewNames: 8192 },
} as const satisfies Record<string, SourceLimits>;

/** The share of a full store that is the server's: its own spans and, with them, whole traces. */
const guestShare = 3 / 4;

/** Sources without a stored span (all of theirs were rejected) are forgotten beyond this many. */
const maxSources = 1024;

export class Source {
  readonly id: SpanSource;
  readonly limits: SourceLimits;
  /** Traces with spans of this source, oldest first. Not kept for the server. */
  readonly traces = new TraceList();
  /** Shared by its next spans. */
  interner = new Interner();
  spans = 0;
  /** Heap bytes of its spans and interners. */
  heapBytes = 0;
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
  #heapBytes = 0;
  #guestSpans = 0;
  #guestBytes = 0;

  get guestSpans(): number {
    return this.#guestSpans;
  }

  /** Heap bytes of all spans and interners. */
  get heapBytes(): number {
    return this.#heapBytes;
  }

  getOrCreate(id: SpanSource): Source {
    const known = this.#sources.get(id);
    if (known) return known;
    if (this.#sources.size >= maxSources) this.#forgetIdle();
    const source = new Source(id);
    this.#sources.set(id, source);
    return source;
  }

  rowAdded({ origin: { source, interner }, heapBytes }: SpanRow): void {
    interner.rows += 1;
    // The source may have been forgotten with its last span.
    this.#sources.set(source.id, source);
    this.#count(source, 1, heapBytes);
    this.#updateHeapBytes(source, interner);
  }

  rowRemoved({ origin: { source, interner }, heapBytes }: SpanRow): void {
    interner.rows -= 1;
    this.#count(source, -1, -heapBytes);
    this.#updateHeapBytes(source, interner);
    if (source.spans > 0) return;
    // Its lists would keep evicted traces.
    this.#sources.delete(source.id);
    this.renewInterner(source);
  }

  /** The one before stays counted until no row needs it. */
  renewInterner(source: Source): void {
    const { interner } = source;
    interner.retire();
    this.#updateHeapBytes(source, interner);
    source.interner = new Interner();
  }

  /** Counts the present size of an interner. */
  #updateHeapBytes(source: Source, interner: Interner): void {
    const { heapBytes, accountedBytes } = interner;
    interner.accountedBytes = heapBytes;
    if (heapBytes !== accountedBytes) this.#count(source, 0, heapBytes - accountedBytes);
  }

  /** The source whose oldest spans are evicted next from a full store; undefined while other sources than the server are within their share. */
  largestGuest(maxSpans: number, maxHeapBytes: number): Source | undefined {
    const tooManyBytes = this.#guestBytes > maxHeapBytes * guestShare;
    if (!tooManyBytes && this.#guestSpans <= maxSpans * guestShare) return undefined;
    let greediest: Source | undefined;
    const held = (source: Source) => (tooManyBytes ? source.heapBytes : source.spans);
    for (const source of this.#sources.values()) {
      if (source.isServer || source.spans === 0) continue;
      if (!greediest || held(source) > held(greediest)) greediest = source;
    }
    return greediest;
  }

  #count(source: Source, spans: number, heapBytes: number): void {
    source.spans += spans;
    source.heapBytes += heapBytes;
    this.#heapBytes += heapBytes;
    if (source.isServer) return;
    this.#guestSpans += spans;
    this.#guestBytes += heapBytes;
  }

  #forgetIdle(): void {
    for (const [id, { spans }] of this.#sources) if (spans === 0) this.#sources.delete(id);
  }
}
