/** Rows as OTLP/JSON, the shape Jaeger's v3 API answers with: ids in hex, 64-bit numbers as decimal strings. */
import type { OtlpKeyValue, OtlpResourceSpans, OtlpValue } from "../otlp/request.ts";
import { endNs, type Origin, type RowLink, type SpanRow, startNs } from "../store/span-row.ts";
import {
  type Attributes,
  doubleForJson,
  type StoredValue,
  type ValueType,
} from "../store/attributes.ts";

export function resourceSpansOf(rows: readonly SpanRow[]): readonly OtlpResourceSpans[] {
  const byOrigin = new Map<Origin, SpanRow[]>();
  for (const row of rows) {
    const sharing = byOrigin.get(row.origin);
    if (sharing) sharing.push(row);
    else byOrigin.set(row.origin, [row]);
  }
  return [...byOrigin].map(([origin, spans]) => ({
    resource: {
      attributes: keyValuesOf(origin.resource),
      ...droppedAttributes(origin.droppedResourceAttributes),
    },
    scopeSpans: [
      {
        scope: {
          name: origin.scopeName,
          version: origin.scopeVersion,
          ...(origin.scopeAttributes.values.length > 0 && {
            attributes: keyValuesOf(origin.scopeAttributes),
          }),
          ...droppedAttributes(origin.droppedScopeAttributes),
        },
        spans: spans.map(spanOf),
      },
    ],
  }));
}

function spanOf(row: SpanRow) {
  return {
    traceId: row.traceId,
    spanId: row.spanId,
    ...stateAndFlags(row),
    ...(row.parentId && { parentSpanId: row.parentId }),
    name: row.name,
    kind: row.kind,
    startTimeUnixNano: String(startNs(row)),
    endTimeUnixNano: String(endNs(row)),
    attributes: keyValuesOf(row.attributes),
    ...(row.events.length > 0 && {
      events: row.events.map((event) => ({
        timeUnixNano: String(event.timeNs),
        name: event.name,
        attributes: keyValuesOf(event.attributes),
        ...droppedAttributes(event.droppedAttributes),
      })),
    }),
    ...(row.links.length > 0 && {
      links: row.links.map((link) => ({
        ...(link.traceId && { traceId: link.traceId }),
        ...(link.spanId && { spanId: link.spanId }),
        ...stateAndFlags(link),
        attributes: keyValuesOf(link.attributes),
        ...droppedAttributes(link.rareFields.droppedAttributes),
      })),
    }),
    ...droppedAttributes(row.rareFields.droppedAttributes),
    ...(row.rareFields.droppedEvents > 0 && { droppedEventsCount: row.rareFields.droppedEvents }),
    ...(row.rareFields.droppedLinks > 0 && { droppedLinksCount: row.rareFields.droppedLinks }),
    status: {
      ...(row.status && { code: row.status }),
      ...(row.statusMessage && { message: row.statusMessage }),
    },
  };
}

/** Fields that are 0 or empty are left out, as in proto3 JSON. */
function stateAndFlags({ rareFields: rare, flags }: SpanRow | RowLink) {
  return { ...(rare.traceState && { traceState: rare.traceState }), ...(flags > 0 && { flags }) };
}

function droppedAttributes(droppedAttributesCount: number) {
  return droppedAttributesCount > 0 ? { droppedAttributesCount } : {};
}

export function keyValuesOf({ shape, values }: Attributes): readonly OtlpKeyValue[] {
  return shape.keys.map((key, at) => ({ key, value: otlpValueOf(shape.types[at]!, values[at]!) }));
}

function otlpValueOf(type: ValueType, value: StoredValue): OtlpValue {
  switch (type) {
    case "string":
      return { stringValue: value as string };
    case "bool":
      return { boolValue: value as boolean };
    case "int":
      return { intValue: String(value as number | string) };
    case "double":
      return { doubleValue: doubleForJson(value as number) };
    case "other":
      return JSON.parse(value as string) as OtlpValue;
  }
}
