import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace";
import { expect, test } from "vitest";
import { tracedProcess } from "./traced-process.suite.ts";
import { spanExportQueue, type SpanCounters } from "./span-export-queue.ts";

function spans(count: number): ReadableSpan[] {
  const { recorder, spans } = tracedProcess("any");
  for (let tick = 0; tick < count; tick += 1)
    recorder.record({ name: "tick", attributes: {}, startMs: tick, endMs: tick + 1 });
  return spans;
}

/** An exporter that answers each batch with the next of these, and the last one from then on. */
function exporter(
  ...answers: ("success" | "failure" | "throws" | Error)[]
): SpanExporter & { batches: number[] } {
  const batches: number[] = [];
  return {
    batches,
    export(batch, done) {
      const answer = answers[Math.min(batches.length, answers.length - 1)];
      batches.push(batch.length);
      if (answer === "throws") throw new Error("no exporter");
      const error = answer instanceof Error ? { error: answer } : {};
      setImmediate(() => done({ code: answer === "success" ? 0 : 1, ...error }));
    },
    shutdown: async () => {},
  };
}

const sum = ({ exported, droppedByExporter, failed, refused }: SpanCounters) =>
  exported + droppedByExporter + failed + refused;

test("every recorded span is exported, in batches of at most 256", async () => {
  const far = exporter("success");
  const queue = spanExportQueue(far);
  for (const span of spans(1000)) queue.enqueue(span);
  await queue.flush();

  expect(queue.counters()).toEqual({
    recorded: 1000,
    exported: 1000,
    droppedByExporter: 0,
    failed: 0,
    refused: 0,
  });
  expect(far.batches).toEqual([256, 256, 256, 232]);
});

test("spans that the receiver refused are counted apart from spans it did not answer", async () => {
  // As the SDK's transports report it: Node's with the status, the browser's in words, both after every retry was refused too.
  const queue = spanExportQueue(
    exporter(
      Object.assign(new Error("Forbidden"), { code: 403 }),
      new Error("Fetch request failed with non-retryable status 403"),
      new Error("Export failed with retryable status"),
      Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" }),
      new Error("Fetch request encountered a network error"),
    ),
    { batchSpans: 1 },
  );
  for (const span of spans(5)) queue.enqueue(span);
  await queue.flush();

  expect(queue.counters()).toMatchObject({ exported: 0, failed: 2, refused: 3 });
});

test("a full queue drops, a failing exporter fails, and recorded = exported + dropped + failed + refused", async () => {
  const queue = spanExportQueue(exporter("success", "failure", "throws", "success"), {
    queueSpans: 40,
    batchSpans: 10,
  });
  for (const span of spans(70)) queue.enqueue(span);
  await queue.flush();
  const counters = queue.counters();

  // The first ten are sent at once, forty wait, twenty exceed the queue.
  expect(counters).toEqual({
    recorded: 70,
    exported: 30,
    droppedByExporter: 20,
    failed: 20,
    refused: 0,
  });
  expect(sum(counters)).toBe(counters.recorded);
});

test("spans after the stop are counted as dropped", async () => {
  const queue = spanExportQueue(exporter("success"));
  const [first, second] = spans(2);
  queue.enqueue(first!);
  await queue.stop();
  queue.enqueue(second!);

  expect(queue.counters()).toEqual({
    recorded: 2,
    exported: 1,
    droppedByExporter: 1,
    failed: 0,
    refused: 0,
  });
});
