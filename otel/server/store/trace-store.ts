/** The trace store: adding spans, finding traces, counts. */
import type { OtlpSpanGroup } from "../otlp/request.ts";
import type { Backlink } from "./link-index.ts";
import type { SpanRow } from "./span-row.ts";
import type { Operation } from "./service-index.ts";
import type { SpanSource } from "./source-table.ts";

export interface StoreCounts {
  readonly spans: number;
  readonly traces: number;
  readonly maxSpans: number;
  /** Heap bytes of the stored spans and of their indexes. */
  readonly heapBytes: number;
  readonly maxHeapBytes: number;
  /** Since the start: accepted, rejected, and evicted to stay below the cap. */
  readonly accepted: number;
  readonly rejected: number;
  /** Of those accepted: spans that were sent again, as senders do that got no answer. The last one is stored. */
  readonly duplicates: number;
  /** Of those rejected: spans with too many new names of services or operations. */
  readonly refusedNames: number;
  readonly evictedSpans: number;
  readonly evictedTraces: number;
  /** Of `spans`: the game server's own. Others are evicted first while they hold more than three quarters of a full store. */
  readonly serverSpans: number;
}

export interface AddOptions {
  /** "other" by default. */
  readonly source?: SpanSource;
}

export interface AddOutcome {
  readonly accepted: number;
  /** Of those: spans that were stored already. */
  readonly duplicates: number;
  readonly rejected: number;
  /** What was wrong with the first rejected span. */
  readonly reason: string;
}

export interface TraceStore {
  /** Spans that are malformed or too many are rejected one by one. @throws MalformedOtlp, and adds nothing, if the request is not OTLP */
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
