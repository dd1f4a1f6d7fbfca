/** Tracing for the game server: the same recorder as the page's, with an export queue for each target. */
import type { MessageTracer, SpanRecorder } from "#protocol/tracing";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import type { SpanExporter } from "@opentelemetry/sdk-trace";
import type { Attributes } from "@opentelemetry/api";
import { messageTracer } from "../shared/message-tracer.ts";
import {
  maxConcurrentExports,
  spanExportQueue,
  type SpanCounters,
} from "../shared/span-export-queue.ts";
import { spanRecorder } from "../shared/span-recorder.ts";

export interface ServerTracingOptions {
  readonly serviceName: string;
  readonly instanceId: string;
  /** Exporters, or OTLP/HTTP targets, as a base (`http://127.0.0.1:4318`) or as the full `…/v1/traces`. `counters()` are the first one's. */
  readonly exportTo: readonly (string | SpanExporter)[];
  /** Sent to every target over HTTP. */
  readonly headers?: Readonly<Record<string, string>>;
  /** More attributes of the resource, for example from OTEL_RESOURCE_ATTRIBUTES. */
  readonly resourceAttributes?: Attributes;
  readonly enabled?: () => boolean;
}

export interface ServerTracing {
  readonly messages: MessageTracer;
  /** For every span that is no message's. */
  readonly recorder: SpanRecorder;
  counters(): SpanCounters;
  /** The counters of each target, in the order of `exportTo`. */
  targets(): readonly (SpanCounters & { readonly url: string | undefined })[];
  flush(): Promise<void>;
  stop(): Promise<void>;
}

export function serverTracing(options: ServerTracingOptions): ServerTracing {
  const headers = { ...options.headers };
  const targets = options.exportTo.map((target) => {
    if (typeof target !== "string") return { url: undefined, queue: spanExportQueue(target) };
    const url = tracesUrl(target);
    const exporter = new OTLPTraceExporter({
      url,
      headers,
      concurrencyLimit: maxConcurrentExports,
    });
    return { url, queue: spanExportQueue(exporter) };
  });
  const recorder = spanRecorder({
    serviceName: options.serviceName,
    instanceId: options.instanceId,
    exportQueues: targets.map(({ queue }) => queue),
    enabled: options.enabled ?? (() => targets.length > 0),
    ...(options.resourceAttributes && { resourceAttributes: options.resourceAttributes }),
  });
  return {
    messages: messageTracer(recorder),
    recorder,
    counters: () => targets[0]?.queue.counters() ?? zeroCounters,
    targets: () => targets.map(({ url, queue }) => ({ url, ...queue.counters() })),
    flush: async () => void (await Promise.all(targets.map(({ queue }) => queue.flush()))),
    stop: async () => void (await Promise.all(targets.map(({ queue }) => queue.stop()))),
  };
}

const zeroCounters: SpanCounters = {
  recorded: 0,
  exported: 0,
  droppedByExporter: 0,
  failed: 0,
  refused: 0,
};

/** The traces endpoint of an OTLP/HTTP base; a full address stays as it is. */
export function tracesUrl(base: string): string {
  const trimmed = base.replace(/\/+$/, "");
  return trimmed.endsWith("/v1/traces") ? trimmed : `${trimmed}/v1/traces`;
}
