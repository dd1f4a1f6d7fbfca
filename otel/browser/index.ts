/** Tracing for the page: records spans and sends them to the server that served the page. */
import { attribute, type MessageTracer, type SpanRecorder } from "#protocol/tracing";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { BearerToken } from "./bearer-token.ts";
import { messageTracer } from "../shared/message-tracer.ts";
import {
  maxConcurrentExports,
  spanExportQueue,
  type SpanCounters,
} from "../shared/span-export-queue.ts";
import { spanRecorder } from "../shared/span-recorder.ts";

export type { SpanCounters } from "../shared/span-export-queue.ts";

/** How far this page's clock is from the server's, by the last clock sync. */
export interface ClockState {
  readonly offsetMs: number;
  readonly errorMs: number;
  /** The transport that the clock sync ran over. */
  readonly transport: string;
}

export interface BrowserTracingOptions {
  /** On the page's own origin, so that no preflight is needed: `/v1/traces`. */
  readonly endpoint: string;
  readonly serviceName: string;
  readonly instanceId: string;
  readonly clock: () => ClockState;
  /** While false nothing is recorded and messages carry no context. */
  readonly enabled: () => boolean;
}

export interface BrowserTracing {
  readonly messages: MessageTracer;
  /** For every span that is no message's. */
  readonly recorder: SpanRecorder;
  counters(): SpanCounters;
  /** From now on spans are sent with this key. Without one they wait for it, for five seconds at most. */
  setSessionKey(key: string): void;
  flush(): Promise<void>;
  stop(): Promise<void>;
}

export function browserTracing(options: BrowserTracingOptions): BrowserTracing {
  const { clock, enabled } = options;
  const bearerToken = new BearerToken();
  const exportQueue = spanExportQueue(
    new OTLPTraceExporter({
      url: options.endpoint,
      headers: () => bearerToken.headers(),
      concurrencyLimit: maxConcurrentExports,
    }),
  );
  const recorder = spanRecorder({
    serviceName: options.serviceName,
    instanceId: options.instanceId,
    exportQueues: [exportQueue],
    enabled,
    addAttributes(attributes) {
      const { offsetMs, errorMs, transport } = clock();
      attributes[attribute.clockOffsetMs] = offsetMs;
      attributes[attribute.clockErrorMs] = errorMs;
      attributes[attribute.clockTransport] = transport;
    },
  });
  return {
    messages: messageTracer(recorder),
    recorder,
    counters: () => exportQueue.counters(),
    setSessionKey: (key) => bearerToken.setKey(key),
    flush: () => exportQueue.flush(),
    stop: () => exportQueue.stop(),
  };
}
