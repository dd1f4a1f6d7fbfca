/** Rows as OTLP/JSON, the shape Jaeger's v3 API answers with: ids in hex, 64-bit numbers as decimal strings. */
import type { OtlpKeyValue, OtlpResourceSpans, OtlpValue } from "../otlp/request.ts";
import { endNs, type Origin, type SpanRow, startNs } from "../store/row.ts";
import type { Attributes, StoredValue, ValueType } from "../store/vocabulary.ts";

export function resourceSpansOf(rows: readonly SpanRow[]): readonly OtlpResourceSpans[] {
  const byOrigin = new Map<Origin, SpanRow[]>();
  for (const row of rows) {
    const sharing = byOrigin.get(row.origin);
    if (sharing) sharing.push(row);
    else byOrigin.set(row.origin, [row]);
  }
  return [...byOrigin].map(([origin, spans]) => ({
    resource: { attributes: keyValuesOf(origin.resource) },
    scopeSpans: [
      { scope: { name: origin.scopeName, version: origin.scopeVersion }, spans: spans.map(spanOf) },
    ],
  }));
}

function spanOf(row: SpanRow) {
  return {
    traceId: row.traceId,
    spanId: row.spanId,
    ...(row.parentId && { parentSpanId: row.parentId }),
    name: row.name,
    kind: row.kind,
    startTimeUnixNano: String(startNs(row)),
    endTimeUnixNano: String(endNs(row)),
    attributes: keyValuesOf(row.attributes),
    ...(row.events.length > 0 && {
      events: row.events.map(({ name, timeNs, attributes }) => ({
        timeUnixNano: String(timeNs),
        name,
        attributes: keyValuesOf(attributes),
      })),
    }),
    ...(row.links.length > 0 && {
      links: row.links.map(({ traceId, spanId, attributes }) => ({
        traceId,
        spanId,
        attributes: keyValuesOf(attributes),
      })),
    }),
    ...(row.droppedLinks > 0 && { droppedLinksCount: row.droppedLinks }),
    status: {
      ...(row.status && { code: row.status }),
      ...(row.statusMessage && { message: row.statusMessage }),
    },
  };
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
      return { doubleValue: value as number };
    case "other":
      return value as OtlpValue;
  }
}
