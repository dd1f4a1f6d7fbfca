/** Where both tracers put their spans: draws ids, adds what every span of this process carries, hands over to the outlets. */
import type { Attributes } from "@opentelemetry/api";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { RandomIdGenerator } from "@opentelemetry/sdk-trace";
import { attribute, scopeName } from "./attributes.ts";
import type { TraceContext } from "./tracers.ts";
import type { SpanExportQueue } from "./span-export-queue.ts";
import { FinishedSpan, type SpanRecord } from "./span.ts";

export interface SpanRecorder {
  enabled(): boolean;
  /** A context under `parent`, or the root of a new trace. A child of an unsampled context is unsampled. */
  newContext(parent: TraceContext | undefined): TraceContext;
  /** Keeps the span, unless its context is unsampled. */
  record(record: SpanRecord): void;
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

export function spanRecorder(options: SpanRecorderOptions): SpanRecorder {
  const { exportQueues, enabled, addAttributes } = options;
  const resource = resourceFromAttributes({
    ...options.resourceAttributes,
    [attribute.serviceName]: options.serviceName,
    [attribute.serviceInstance]: options.instanceId,
  });
  const scope = { name: scopeName };
  const ids = new RandomIdGenerator();
  return {
    enabled,
    newContext(parent) {
      return {
        traceId: parent ? parent.traceId : ids.generateTraceId(),
        spanId: ids.generateSpanId(),
        sampled: parent ? parent.sampled : enabled(),
      };
    },
    record(record) {
      if (!record.context.sampled) return;
      addAttributes?.(record.attributes);
      const span = new FinishedSpan(record, resource, scope);
      for (const outlet of exportQueues) outlet.enqueue(span);
    },
  };
}
