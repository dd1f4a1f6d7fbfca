/**
 * Who sent what the store holds, and what each of them may. Trace ids are of their senders' choice, so whatever a player's page
 * sends may be meant to harm others: its share of the store, of each trace and of the names is bounded.
 */
import { Interner } from "./interner.ts";
import type { SpanRow } from "./span-row.ts";
import { TraceList } from "./stored-trace.ts";

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
  /** What its next spans share. */
  interner = new Interner();
  spans = 0;
  /** What its spans and interners take. */
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

  /** What all spans and interners take. */
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
    // It may have been forgotten with its last span.
    this.#sources.set(source.id, source);
    this.#count(source, 1, heapBytes);
    this.#updateHeapBytes(source, interner);
  }

  rowRemoved({ origin: { source, interner }, heapBytes }: SpanRow): void {
    interner.rows -= 1;
    this.#count(source, -1, -heapBytes);
    this.#updateHeapBytes(source, interner);
    if (source.spans > 0) return;
    // Its lists would go on naming traces that have left.
    this.#sources.delete(source.id);
    this.renewInterner(source);
  }

  /** The one before is accounted for until no row needs it. */
  renewInterner(source: Source): void {
    const { interner } = source;
    interner.retire();
    this.#updateHeapBytes(source, interner);
    source.interner = new Interner();
  }

  /** Accounts for what an interner takes by now. */
  #updateHeapBytes(source: Source, interner: Interner): void {
    const { heapBytes, accountedBytes } = interner;
    interner.accountedBytes = heapBytes;
    if (heapBytes !== accountedBytes) this.#count(source, 0, heapBytes - accountedBytes);
  }

  /** Whose oldest spans leave next from a full store; undefined while guests hold no more than their share. */
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
