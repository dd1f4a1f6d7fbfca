/** Tracing on the server: its tracers, the embedded trace store with intake and query API, and the way to a real Jaeger. */
export { IntakeBudgets } from "./budgets.ts";
export { searchTurns } from "./query/turns.ts";
export { admission, type Admits, type IntakeRequest } from "./admission.ts";
export {
  serverTracing,
  tracesUrl,
  type ServerTracing,
  type ServerTracingOptions,
} from "./tracing.ts";
export { storeExporter } from "./store-exporter.ts";
export { refusedRequests, type RefusedRequests } from "./refused-requests.ts";
export { otelSettingsFrom, type OtelSettings } from "./settings.ts";
export { traceStore } from "./store/store.ts";
export type { StoreCounts, TraceStore } from "./store/contract.ts";
export { traceTee, type TeeCounts, type TeeOptions, type TraceTee } from "./tee/tee.ts";
export { traceRoutes, type TraceRoutesOptions } from "./routes.ts";
export {
  jaegerProbe,
  type FoundJaeger,
  type JaegerProbe,
  type JaegerProbeOptions,
} from "./jaeger-probe.ts";
export type { SpanCounters } from "../shared/outlet.ts";
