import { expect, test } from "vitest";
import { otlpFrom, spanIdOf, traceIdOf, type SpanSketch } from "./fixtures/otlp.ts";
import { shot } from "./fixtures/shot-trace.ts";
import { numberAt, traceFrom } from "./otlp.ts";

const by = { service: "crosswire-server", instance: "srv-1" };
const raw = (span: object): object => ({
  result: { resourceSpans: [{ resource: {}, scopeSpans: [{ spans: [span] }] }] },
});
const readable = {
  traceId: "ab".repeat(16),
  spanId: "cd".repeat(8),
  name: "tick",
  startTimeUnixNano: "1763816735123456789",
  endTimeUnixNano: "1763816735123457790",
};

test("times keep differences of a microsecond, though Unix nanoseconds do not fit a double", () => {
  const [span] = traceFrom(raw(readable)).spans;
  expect([span?.startMs, span?.endMs]).toEqual([0, 0.001001]);
});

test("a shot's trace is read with its parents, links, services, events and attributes", () => {
  const trace = traceFrom({ result: otlpFrom(shot("s", "webrtc", 2, "t"), 1_763_816_735_000) });
  const process = trace.spans.find((span) => span.name === "process input");
  expect(trace.spans.map((span) => `${span.service} ${span.kind} ${span.name}`)).toEqual([
    "crosswire-browser internal shot",
    "crosswire-browser producer send input",
    "crosswire-browser consumer observe",
    "crosswire-server consumer process input",
    "crosswire-server internal apply",
    "crosswire-browser consumer observe",
    "crosswire-browser consumer observe",
  ]);
  expect(process?.parentSpanId).toBe(spanIdOf("s", "send"));
  expect(process?.links.map(({ traceId, spanId }) => [traceId, spanId])).toEqual([
    [traceIdOf("s"), spanIdOf("s", "send")],
  ]);
  expect(process?.events.map(({ name, atMs }) => [name, atMs])).toEqual([["dequeued", 13.76]]);
  expect(numberAt(process?.attributes ?? new Map(), "messaging.message.body.size")).toBe(14);
});

test("a span that arrives twice counts once", () => {
  const sketch: SpanSketch = { trace: "t", id: "a", by, name: "tick", at: [0, 1] };
  expect(traceFrom(otlpFrom([sketch, sketch], 1000)).spans).toHaveLength(1);
});

test("spans without readable ids or times are left out and counted", () => {
  const broken = [
    { ...readable, spanId: "xyz" },
    { ...readable, traceId: "0".repeat(32) },
    { ...readable, startTimeUnixNano: "soon" },
    "not a span",
  ];
  for (const span of broken)
    expect(traceFrom(raw(span as object))).toEqual({ originUnixNano: 0n, spans: [], malformed: 1 });
});

test("an answer of another shape is an empty trace", () => {
  for (const answer of [undefined, null, 7, "no", [], { result: { resourceSpans: {} } }])
    expect(traceFrom(answer).spans).toEqual([]);
});

test("kinds and errors are read as numbers and as names", () => {
  const [span] = traceFrom(
    raw({ ...readable, kind: "SPAN_KIND_PRODUCER", status: { code: "STATUS_CODE_ERROR" } }),
  ).spans;
  expect([span?.kind, span?.error]).toEqual(["producer", "error"]);
});

test("an integer too large for a double is kept as text", () => {
  const attributes = [{ key: "n", value: { intValue: "9007199254740993" } }];
  const [span] = traceFrom(raw({ ...readable, attributes })).spans;
  expect(span?.attributes.get("n")).toBe("9007199254740993");
});
