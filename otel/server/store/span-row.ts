/** One stored span, flat. It points at what it shares with others: operation, origin, attribute keys. */
import type { Source } from "./source-table.ts";
import type { Attributes } from "./attributes.ts";
import type { Interner } from "./interner.ts";

/** INTERNAL..CONSUMER are OTLP's 1..5; 0 is unspecified. */
export const kindNames = [
  "internal",
  "internal",
  "server",
  "client",
  "producer",
  "consumer",
] as const;
export type KindName = (typeof kindNames)[number];

/** Resource and scope of spans: one object per source, resource and scope. */
export interface Origin {
  readonly source: Source;
  readonly interner: Interner;
  readonly service: string;
  readonly resource: Attributes;
  readonly droppedResourceAttributes: number;
  readonly scopeName: string;
  readonly scopeVersion: string;
  readonly scopeAttributes: Attributes;
  readonly droppedScopeAttributes: number;
}

/** Fields that few spans and links have: one object is shared by all that have none of them. */
export interface RareFields {
  /** W3C tracestate, as received. */
  readonly traceState: string;
  readonly droppedAttributes: number;
  readonly droppedEvents: number;
  readonly droppedLinks: number;
}

export const noRareFields: RareFields = {
  traceState: "",
  droppedAttributes: 0,
  droppedEvents: 0,
  droppedLinks: 0,
};

export interface RowLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly flags: number;
  readonly attributes: Attributes;
  readonly rareFields: RareFields;
}

export interface RowEvent {
  readonly name: string;
  readonly timeNs: bigint;
  readonly attributes: Attributes;
  readonly droppedAttributes: number;
}

export interface SpanRow {
  readonly traceId: string;
  readonly spanId: string;
  /** "" for a root. */
  readonly parentId: string;
  readonly name: string;
  readonly kind: number;
  /** OTLP's: bits 0-7 are the W3C trace flags. */
  readonly flags: number;
  readonly origin: Origin;
  /** Seconds and nanoseconds apart: an epoch time in ns does not fit a double. */
  readonly startSeconds: number;
  readonly startNanos: number;
  readonly durationNs: number;
  readonly status: number;
  readonly statusMessage: string;
  readonly attributes: Attributes;
  readonly links: readonly RowLink[];
  readonly events: readonly RowEvent[];
  readonly rareFields: RareFields;
  /** Heap bytes that this row holds alone. */
  readonly heapBytes: number;
}

export const errorStatus = 2;

export function startNs(row: SpanRow): bigint {
  return BigInt(row.startSeconds) * 1_000_000_000n + BigInt(row.startNanos);
}

export function endNs(row: SpanRow): bigint {
  return startNs(row) + BigInt(row.durationNs);
}

/** Epoch microseconds as a double, for comparing: the resolution is a quarter of a microsecond. */
export function startUs(row: SpanRow): number {
  return row.startSeconds * 1e6 + row.startNanos / 1e3;
}

export function kindName(row: SpanRow): KindName {
  return kindNames[row.kind] ?? "internal";
}
