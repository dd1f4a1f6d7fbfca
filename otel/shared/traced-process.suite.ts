/** A process with a recorder and a message tracer that keeps its spans, for tests. */
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import type { MessageTracer, SpanRecorder } from "#protocol/tracing";
import { messageTracer } from "./message-tracer.ts";
import { spanRecorder } from "./span-recorder.ts";

export interface TracedProcess {
  readonly messages: MessageTracer;
  readonly recorder: SpanRecorder;
  readonly spans: ReadableSpan[];
}

export function tracedProcess(serviceName: string, enabled = () => true): TracedProcess {
  const spans: ReadableSpan[] = [];
  const recorder = spanRecorder({
    serviceName,
    instanceId: `${serviceName}-1`,
    enabled,
    exportQueues: [
      {
        enqueue: (span) => void spans.push(span),
        counters: () => ({
          recorded: spans.length,
          exported: spans.length,
          droppedByExporter: 0,
          failed: 0,
          refused: 0,
        }),
        flush: async () => {},
        stop: async () => {},
      },
    ],
  });
  return { messages: messageTracer(recorder), recorder, spans };
}
