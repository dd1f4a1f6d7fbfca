/** Records finished spans: draws ids, adds what every span of this process carries, hands each to the export queues. */
import type { SpanRecorder } from "#protocol/tracing";
import { attribute } from "#protocol/tracing";
import type { Attributes } from "@opentelemetry/api";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { RandomIdGenerator } from "@opentelemetry/sdk-trace";
import type { SpanExportQueue } from "./span-export-queue.ts";
import { definedAttributes, FinishedSpan } from "./span.ts";

/** The instrumentation scope of every span. */
const scope = { name: "crosswire" };

/** The game's recorder, and whether new traces are recorded at all. */
export interface SwitchedRecorder extends SpanRecorder {
  enabled(): boolean;
}

export interface SpanRecorderOptions {
  readonly serviceName: string;
  readonly instanceId: string;
  readonly resourceAttributes?: Attributes;
  readonly exportQueues: readonly SpanExportQueue[];
  readonly enabled: () => boolean;
  /** Written onto every span, for example the clock's state. */
  readonly addAttributes?: (attributes: Attributes) => void;
}

export function spanRecorder(options: SpanRecorderOptions): SwitchedRecorder {
  const { exportQueues, enabled, addAttributes } = options;
  const resource = resourceFromAttributes({
    ...options.resourceAttributes,
    [attribute.serviceName]: options.serviceName,
    [attribute.serviceInstance]: options.instanceId,
  });
  const ids = new RandomIdGenerator();
  const newContext: SpanRecorder["newContext"] = (parent) => ({
    traceId: parent ? parent.traceId : ids.generateTraceId(),
    spanId: ids.generateSpanId(),
    sampled: parent ? parent.sampled : enabled(),
  });
  return {
    enabled,
    newContext,
    record(record) {
      const context = record.context ?? newContext(record.parent);
      if (!context.sampled) return context;
      const attributes = definedAttributes(record.attributes);
      addAttributes?.(attributes);
      const span = new FinishedSpan(record, { context, attributes, resource, scope });
      for (const queue of exportQueues) queue.enqueue(span);
      return context;
    },
  };
}
