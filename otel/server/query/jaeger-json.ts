/** Rows in the shape of Jaeger's older API: microseconds, tags, references; links become FOLLOWS_FROM. */
import { attribute } from "#protocol/tracing";
import { errorStatus, kindName, type Origin, type SpanRow, startNs } from "../store/span-row.ts";
import {
  type Attributes,
  doubleForJson,
  type StoredValue,
  type ValueType,
} from "../store/attributes.ts";

interface Tag {
  readonly key: string;
  readonly type: "string" | "bool" | "int64" | "float64";
  readonly value: string | number | boolean;
}

export function jaegerTraceOf(rows: readonly SpanRow[]) {
  const processIds = new Map<Origin, string>();
  const byResource = new Map<Attributes, string>();
  for (const { origin } of rows) {
    if (processIds.has(origin)) continue;
    const id = byResource.get(origin.resource) ?? `p${byResource.size + 1}`;
    byResource.set(origin.resource, id);
    processIds.set(origin, id);
  }
  return {
    traceID: rows[0]!.traceId,
    spans: rows.map((row) => spanOf(row, processIds.get(row.origin)!)),
    processes: Object.fromEntries(
      [...processIds].map(([origin, id]) => [
        id,
        {
          serviceName: origin.service,
          tags: tagsOf(origin.resource).filter(({ key }) => key !== attribute.serviceName),
        },
      ]),
    ),
    warnings: null,
  };
}

function spanOf(row: SpanRow, processID: string) {
  return {
    traceID: row.traceId,
    spanID: row.spanId,
    operationName: row.name,
    references: [
      ...(row.parentId
        ? [{ refType: "CHILD_OF", traceID: row.traceId, spanID: row.parentId }]
        : []),
      ...row.links
        // The parent is listed once: a consumer links to its sender as well. A link without ids is left out.
        .filter(
          ({ traceId, spanId }) =>
            traceId !== "" && spanId !== "" && (traceId !== row.traceId || spanId !== row.parentId),
        )
        .map(({ traceId, spanId }) => ({
          refType: "FOLLOWS_FROM",
          traceID: traceId,
          spanID: spanId,
        })),
    ],
    startTime: Number(startNs(row) / 1000n),
    duration: Math.floor(row.durationNs / 1000),
    tags: [...tagsOf(row.attributes), ...fieldTags(row)],
    logs: row.events.map(({ name, timeNs, attributes }) => ({
      timestamp: Number(timeNs / 1000n),
      fields: [{ key: "event", type: "string", value: name }, ...tagsOf(attributes)],
    })),
    processID,
    warnings: null,
  };
}

/** Fields of OTLP that are tags in Jaeger's older model. */
function fieldTags(row: SpanRow): readonly Tag[] {
  const tags: Tag[] = [];
  const addTag = (key: string, value: string) => tags.push({ key, type: "string", value });
  if (row.kind > 0) addTag("span.kind", kindName(row));
  if (row.status === 1) addTag("otel.status_code", "OK");
  if (row.status === errorStatus) {
    addTag("otel.status_code", "ERROR");
    tags.push({ key: "error", type: "bool", value: true });
  }
  if (row.statusMessage) addTag("otel.status_description", row.statusMessage);
  if (row.rareFields.traceState) addTag("w3c.tracestate", row.rareFields.traceState);
  if (row.origin.scopeName) addTag("otel.scope.name", row.origin.scopeName);
  if (row.origin.scopeVersion) addTag("otel.scope.version", row.origin.scopeVersion);
  return tags;
}

function tagsOf({ shape, values }: Attributes): readonly Tag[] {
  return shape.keys.map((key, at) => tagOf(key, shape.types[at]!, values[at]!));
}

function tagOf(key: string, type: ValueType, value: StoredValue): Tag {
  switch (type) {
    case "string":
    case "other":
      return { key, type: "string", value: value as string };
    case "bool":
      return { key, type: "bool", value: value as boolean };
    case "int":
      return { key, type: "int64", value: value as number | string };
    case "double":
      return { key, type: "float64", value: doubleForJson(value as number) };
  }
}
