/**
 * An OTLP trace export as it arrives, JSON or decoded protobuf alike (opentelemetry-proto 1.10, field names in lowerCamelCase).
 * Every field is suspect: ids are hex in JSON and bytes in protobuf, 64-bit numbers are numbers or decimal strings.
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
export type OtlpUint64 = string | number;

export interface OtlpEvent {
  readonly timeUnixNano?: OtlpUint64;
  readonly name?: string;
  readonly attributes?: readonly OtlpKeyValue[];
  readonly droppedAttributesCount?: number;
}

export interface OtlpLink {
  readonly traceId?: OtlpId;
  readonly spanId?: OtlpId;
  readonly traceState?: string;
  readonly attributes?: readonly OtlpKeyValue[];
  readonly droppedAttributesCount?: number;
  readonly flags?: number;
}

export interface OtlpSpan {
  readonly traceId?: OtlpId;
  readonly spanId?: OtlpId;
  readonly traceState?: string;
  /** Bits 0-7 are the W3C trace flags; 0x100: it is known whether the parent is remote, 0x200: it is. */
  readonly flags?: number;
  readonly parentSpanId?: OtlpId;
  readonly name?: string;
  readonly kind?: number;
  readonly startTimeUnixNano?: OtlpUint64;
  readonly endTimeUnixNano?: OtlpUint64;
  readonly attributes?: readonly OtlpKeyValue[];
  readonly events?: readonly OtlpEvent[];
  readonly links?: readonly OtlpLink[];
  readonly status?: { readonly code?: number; readonly message?: string };
  readonly droppedAttributesCount?: number;
  readonly droppedEventsCount?: number;
  readonly droppedLinksCount?: number;
}

export interface OtlpScope {
  readonly name?: string;
  readonly version?: string;
  readonly attributes?: readonly OtlpKeyValue[];
  readonly droppedAttributesCount?: number;
}

export interface OtlpScopeSpans {
  readonly scope?: OtlpScope;
  readonly spans?: readonly OtlpSpan[];
}

export interface OtlpResource {
  readonly attributes?: readonly OtlpKeyValue[];
  readonly droppedAttributesCount?: number;
}

export interface OtlpResourceSpans {
  readonly resource?: OtlpResource;
  readonly scopeSpans?: readonly OtlpScopeSpans[];
}

export interface OtlpRequest {
  readonly resourceSpans?: readonly OtlpResourceSpans[];
}

/** What arrived is no OTLP; the message says where. */
export class MalformedOtlp extends Error {
  constructor(where: string) {
    super(where);
    this.name = "MalformedOtlp";
  }
}

/** A list of objects as it arrived; absent and null are the empty one. */
export function listOf<T>(field: readonly T[] | null | undefined, what: string): readonly T[] {
  if (field === undefined || field === null) return [];
  if (!Array.isArray(field)) throw new MalformedOtlp(`${what} is not a list`);
  for (const entry of field as readonly unknown[]) {
    if (entry === null || typeof entry !== "object") {
      throw new MalformedOtlp(`${what} holds something else than objects`);
    }
  }
  return field as readonly T[];
}
