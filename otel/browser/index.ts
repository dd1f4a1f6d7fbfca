/** Tracing for the page: every message, connection and act it sees, sent to the server that served it. */
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { Bearer } from "./bearer.ts";
import { attribute } from "../shared/attributes.ts";
import type { JourneyTracer, MessageTracer } from "../shared/contract.ts";
import { journeyTracer } from "../shared/journeys.ts";
import { messageTracer } from "../shared/messages.ts";
import { exportsAtOnce, outletTo, type SpanCounters } from "../shared/outlet.ts";
import { recorderTo } from "../shared/recorder.ts";

export type { SpanCounters } from "../shared/outlet.ts";

/** How far this page's clock is from the server's, as the last sync found it. */
export interface ClockState {
  readonly offsetMs: number;
  readonly errorMs: number;
  /** The transport the sync ran over. */
  readonly transport: string;
}

export interface BrowserTracingOptions {
  /** Same origin, so that no preflight is needed: `/v1/traces`. */
  readonly endpoint: string;
  readonly serviceName: string;
  readonly instanceId: string;
  readonly clock: () => ClockState;
  /** While false nothing is recorded and messages carry no context. */
  readonly enabled: () => boolean;
}

export interface BrowserTracing {
  readonly messages: MessageTracer;
  readonly journeys: JourneyTracer;
  counters(): SpanCounters;
  /** From now on spans are sent as the holder of this key. Until there is one, they wait for it some seconds. */
  sendAs(key: string): void;
  flush(): Promise<void>;
  stop(): Promise<void>;
}

export function browserTracing(options: BrowserTracingOptions): BrowserTracing {
  const { clock, enabled } = options;
  const bearer = new Bearer();
  const outlet = outletTo(
    new OTLPTraceExporter({
      url: options.endpoint,
      headers: () => bearer.headers(),
      concurrencyLimit: exportsAtOnce,
    }),
  );
  const recorder = recorderTo({
    serviceName: options.serviceName,
    instanceId: options.instanceId,
    outlets: [outlet],
    enabled,
    addTo(attributes) {
      const { offsetMs, errorMs, transport } = clock();
      attributes[attribute.clockOffsetMs] = offsetMs;
      attributes[attribute.clockErrorMs] = errorMs;
      attributes[attribute.clockTransport] = transport;
    },
  });
  return {
    messages: messageTracer(recorder),
    journeys: journeyTracer(recorder),
    counters: () => outlet.counters(),
    sendAs: (key) => bearer.is(key),
    flush: () => outlet.flush(),
    stop: () => outlet.stop(),
  };
}
