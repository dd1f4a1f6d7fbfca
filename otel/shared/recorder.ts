/** Where both tracers put their spans: draws ids, adds what every span of this process carries, hands over to the outlets. */
import type { Attributes } from "@opentelemetry/api";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { RandomIdGenerator } from "@opentelemetry/sdk-trace";
import { attribute, scopeName } from "./attributes.ts";
import type { TraceContext } from "./contract.ts";
import type { SpanOutlet } from "./outlet.ts";
import { FinishedSpan, type SpanRecord } from "./span.ts";

export interface Recorder {
  enabled(): boolean;
  /** A context under `parent`, or the root of a new trace. A child of an unsampled context is unsampled. */
  childOf(parent: TraceContext | undefined): TraceContext;
  /** Keeps the span, unless its context is unsampled. */
  record(record: SpanRecord): void;
}

export interface RecorderOptions {
  readonly serviceName: string;
  readonly instanceId: string;
  readonly resourceAttributes?: Attributes;
  readonly outlets: readonly SpanOutlet[];
  readonly enabled: () => boolean;
  /** Written onto every span, for example the clock's state. */
  readonly addTo?: (attributes: Attributes) => void;
}

export function recorderTo(options: RecorderOptions): Recorder {
  const { outlets, enabled, addTo } = options;
  const resource = resourceFromAttributes({
    ...options.resourceAttributes,
    [attribute.serviceName]: options.serviceName,
    [attribute.serviceInstance]: options.instanceId,
  });
  const scope = { name: scopeName };
  const ids = new RandomIdGenerator();
  return {
    enabled,
    childOf(parent) {
      return {
        traceId: parent ? parent.traceId : ids.generateTraceId(),
        spanId: ids.generateSpanId(),
        sampled: parent ? parent.sampled : enabled(),
      };
    },
    record(record) {
      if (!record.context.sampled) return;
      addTo?.(record.attributes);
      const span = new FinishedSpan(record, resource, scope);
      for (const outlet of outlets) outlet.take(span);
    },
  };
}
