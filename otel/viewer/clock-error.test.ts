import { expect, test } from "vitest";
import { clockVerdict, errorBetweenMs } from "./clock-error.ts";
import { otlpFrom, type SpanSketch } from "./fixtures/otlp.ts";
import { traceFrom, type Span } from "./otlp.ts";

const server = { service: "crosswire-server", instance: "srv-1" };
const ada = { service: "crosswire-browser", instance: "ada" };
const bob = { service: "crosswire-browser", instance: "bob" };

function spanBy(by: SpanSketch["by"], startMs: number, errorMs?: number): Span {
  const early: SpanSketch = { trace: "t", id: "origin", by: server, name: "origin", at: [0, 0] };
  const attributes = errorMs === undefined ? {} : { "clock.error_ms": errorMs };
  const sketch: SpanSketch = {
    trace: "t",
    id: "it",
    by,
    name: "it",
    at: [startMs, startMs + 1],
    attributes,
  };
  const span = traceFrom(otlpFrom([early, sketch], 1000)).spans.find(({ name }) => name === "it");
  if (!span) throw new Error("the sketch was not read back");
  return span;
}

test("a child after its parent is plausible", () => {
  expect(clockVerdict(spanBy(server, 5), spanBy(ada, 4, 2))).toEqual({ verdict: "plausible" });
  expect(clockVerdict(spanBy(server, 5), undefined)).toEqual({ verdict: "plausible" });
});

test("a child that starts early by less than both clocks' errors is within error", () => {
  const mark = clockVerdict(spanBy(bob, 4, 0.5), spanBy(ada, 6, 2));
  expect(mark).toEqual({ verdict: "within-error", earlyMs: 2, allowedMs: 2.5 });
});

test("a child that starts early by more than the clocks explain is beyond error", () => {
  const mark = clockVerdict(spanBy(server, 1), spanBy(ada, 6, 2));
  expect(mark).toEqual({ verdict: "beyond-error", earlyMs: 5, allowedMs: 2 });
});

test("on one clock a child that starts early is beyond error, however wrong that clock may be", () => {
  const [child, parent] = [spanBy(ada, 5, 3), spanBy(ada, 6, 3)];
  expect(errorBetweenMs(child, parent)).toBe(0);
  expect(clockVerdict(child, parent).verdict).toBe("beyond-error");
});
