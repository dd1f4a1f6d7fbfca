/** What the trace store takes, holds and tells. */
import type { OtlpSpanGroup } from "../otlp/request.ts";
import type { Backlink } from "./link-index.ts";
import type { SpanRow } from "./span-row.ts";
import type { Operation } from "./service-index.ts";
import type { SpanSource } from "./source-table.ts";

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
