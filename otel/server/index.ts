/** Tracing on the server: its recorder, the embedded trace store with intake and query API, and forwarding to a Jaeger. */
export { IntakeBudgets } from "./intake-budgets.ts";
export { searchQueue } from "./query/search-queue.ts";
export { admission, type IntakeAdmission, type IntakeRequest } from "./admission.ts";
export {
  serverTracing,
  tracesUrl,
  type ServerTracing,
  type ServerTracingOptions,
} from "./tracing.ts";
export { storeExporter } from "./store-exporter.ts";
export { refusedRequests, type RefusedRequests } from "./refused-requests.ts";
export { otelSettingsFrom, type OtelSettings } from "./settings.ts";
export { traceStore } from "./store/memory-store.ts";
export type { StoreCounts, TraceStore } from "./store/trace-store.ts";
export { traceTee, type TeeCounts, type TeeOptions, type TraceTee } from "./tee/trace-tee.ts";
export { traceRoutes, type TraceRoutesOptions } from "./trace-routes.ts";
export {
  jaegerProbe,
  type JaegerEndpoints,
  type JaegerProbe,
  type JaegerProbeOptions,
} from "./jaeger-probe.ts";
export type { SpanCounters } from "../shared/span-export-queue.ts";
