/** A recorder for tests that keeps what it was given. */
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import type { JourneyTracer, MessageTracer } from "./contract.ts";
import { journeyTracer } from "./journeys.ts";
import { messageTracer } from "./messages.ts";
import { recorderTo } from "./recorder.ts";

export interface Process {
  readonly messages: MessageTracer;
  readonly journeys: JourneyTracer;
  readonly spans: ReadableSpan[];
}

export function processCalled(serviceName: string, enabled = () => true): Process {
  const spans: ReadableSpan[] = [];
  const recorder = recorderTo({
    serviceName,
    instanceId: `${serviceName}-1`,
    enabled,
    outlets: [
      {
        take: (span) => void spans.push(span),
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
  return { messages: messageTracer(recorder), journeys: journeyTracer(recorder), spans };
}
