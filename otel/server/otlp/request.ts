/**
 * A received OTLP trace export, the same from JSON and from protobuf (opentelemetry-proto 1.10, field names in lowerCamelCase).
 * No field is trusted: `fields.ts` reads them. Ids are hex in JSON and bytes in protobuf, 64-bit numbers are numbers, decimal
 * strings or bigints, enums are numbers or names.
 */

export interface OtlpValue {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: number | string;
  readonly doubleValue?: number | string;
  readonly arrayValue?: { readonly values?: readonly OtlpValue[] };
  readonly kvlistValue?: { readonly values?: readonly OtlpKeyValue[] };
  readonly bytesValue?: string | Uint8Array;
}

export interface OtlpKeyValue {
  readonly key?: string;
  readonly value?: OtlpValue;
}

export type OtlpId = string | Uint8Array;
export type OtlpUint64 = string | number | bigint;

export interface OtlpEvent {
  readonly timeUnixNano?: OtlpUint64;
  readonly name?: string;
  readonly attributes?: readonly OtlpKeyValue[];
  readonly droppedAttributesCount?: number | string;
}

export interface OtlpLink {
  readonly traceId?: OtlpId;
  readonly spanId?: OtlpId;
  readonly traceState?: string;
  readonly attributes?: readonly OtlpKeyValue[];
  readonly droppedAttributesCount?: number | string;
  readonly flags?: number | string;
}

export interface OtlpStatus {
  readonly code?: number | string;
  readonly message?: string;
}

export interface OtlpSpan {
  readonly traceId?: OtlpId;
  readonly spanId?: OtlpId;
  readonly parentSpanId?: OtlpId;
  readonly traceState?: string;
  readonly flags?: number | string;
  readonly name?: string;
  readonly kind?: number | string;
  readonly startTimeUnixNano?: OtlpUint64;
  readonly endTimeUnixNano?: OtlpUint64;
  readonly attributes?: readonly OtlpKeyValue[];
  readonly events?: readonly OtlpEvent[];
  readonly links?: readonly OtlpLink[];
  readonly status?: OtlpStatus;
  readonly droppedAttributesCount?: number | string;
  readonly droppedEventsCount?: number | string;
  readonly droppedLinksCount?: number | string;
}

export interface OtlpScope {
  readonly name?: string;
  readonly version?: string;
  readonly attributes?: readonly OtlpKeyValue[];
  readonly droppedAttributesCount?: number | string;
}

export interface OtlpScopeSpans {
  readonly scope?: OtlpScope;
  readonly spans?: readonly OtlpSpan[];
}

export interface OtlpResource {
  readonly attributes?: readonly OtlpKeyValue[];
  readonly droppedAttributesCount?: number | string;
}

export interface OtlpResourceSpans {
  readonly resource?: OtlpResource;
  readonly scopeSpans?: readonly OtlpScopeSpans[];
}

export interface OtlpRequest {
  readonly resourceSpans?: readonly OtlpResourceSpans[];
}

/**
 * The spans of one resource and scope, still encoded: the store decodes one at a time and can stop at any.
 * Decoding throws RejectedSpan for one span (or for all of the resource's), MalformedOtlp for the whole request.
 */
export interface OtlpSpanGroup {
  readonly spanCount: number;
  resource(): OtlpResource | undefined;
  scope(): OtlpScope | undefined;
  span(index: number): OtlpSpan;
}

/** The request is not OTLP; the message says where. */
export class MalformedOtlp extends Error {}

/** A part of a request is malformed or exceeds a limit; the message says which. The rest of the request is accepted. */
export class RejectedSpan extends Error {}
