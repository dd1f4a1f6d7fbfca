/** OTLP requests for tests: in plain JSON, and in protobuf by the SDK's serialiser. */
import { randomBytes } from "node:crypto";
import { attribute } from "#protocol/tracing";
import { ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { tracedProcess } from "../../shared/traced-process.suite.ts";
import { groupsOfJson } from "./json.ts";

export const hex = (bytes: number) => randomBytes(bytes).toString("hex");

export interface SpanFields {
  readonly traceId?: string;
  readonly spanId?: string;
  readonly parentSpanId?: string;
  readonly name?: unknown;
  readonly kind?: unknown;
  readonly startTimeUnixNano?: unknown;
  readonly endTimeUnixNano?: unknown;
  readonly attributes?: unknown;
  readonly links?: unknown;
  readonly events?: unknown;
  readonly status?: unknown;
}

/** A whole span, with the fields that a test is about. */
export const span = (fields: SpanFields = {}) => ({
  traceId: hex(16),
  spanId: hex(8),
  name: "process input",
  kind: 5,
  startTimeUnixNano: "1790000000123456789",
  endTimeUnixNano: "1790000000123956790",
  attributes: [],
  ...fields,
});

export const requestOf = (service: string, ...spans: unknown[]) => ({
  resourceSpans: [
    {
      resource: { attributes: [{ key: "service.name", value: { stringValue: service } }] },
      scopeSpans: [{ scope: { name: "crosswire" }, spans }],
    },
  ],
});

/** The same as the groups that a store adds. */
export const groupsOf = (service: string, ...spans: unknown[]) =>
  groupsOfJson(Buffer.from(JSON.stringify(requestOf(service, ...spans))));

/** One tick with two links as an exporter of the SDK sends it. */
export function tickAsProtobuf() {
  const { recorder, spans } = tracedProcess("crosswire-server");
  const consumed = [1, 2].map((sequence) => ({
    context: recorder.newContext(),
    attributes: {
      [attribute.messageId]: String(sequence),
      [attribute.player]: "p1",
      [attribute.queueWaitMs]: 0.5,
    },
  }));
  const context = recorder.record({
    name: "tick",
    links: consumed,
    attributes: {
      [attribute.tick]: 5,
      [attribute.room]: "lobby",
      [attribute.batchMessages]: 2,
      [attribute.snapshots]: 2,
    },
    startMs: 1_790_000_000_123.5,
    endMs: 1_790_000_000_124.25,
  });
  return { context, consumed, body: Buffer.from(ProtobufTraceSerializer.serializeRequest(spans)!) };
}
