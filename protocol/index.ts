export { noJourneys, noTracing } from "./tracing.ts";
export type { ConsumedInput, JourneyTracer, MessageFacts, MessageTracer, SpanTimes, TraceContext } from "./tracing.ts";
