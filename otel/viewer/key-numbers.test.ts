import { expect, test } from "vitest";
import { otlpFrom, type SpanSketch } from "./fixtures/otlp.ts";
import { connect } from "./fixtures/dial-traces.ts";
import { earlyChild } from "./fixtures/input-traces.ts";
import { shot } from "./fixtures/shot-trace.ts";
import { tick } from "./fixtures/tick-traces.ts";
import { traceFrom } from "./otlp.ts";
import { hopsOf, keyNumbersOf, median, queueWaitsMs } from "./key-numbers.ts";
import { treeOf, type TraceTree } from "./tree.ts";

const treeFrom = (sketches: readonly SpanSketch[]): TraceTree =>
  treeOf(traceFrom(otlpFrom(sketches, 1_763_816_735_000)).spans);
const numbers = (sketches: readonly SpanSketch[]): Record<string, number[]> =>
  Object.fromEntries(
    keyNumbersOf(treeFrom(sketches)).map(({ name, valueMs, errorMs }) => [
      name,
      [valueMs, errorMs].map((ms) => Number(ms.toFixed(3))),
    ]),
  );

test("a shot has total, network, queue wait, key press to screen, and the time until all had seen it", () => {
  expect(numbers(shot("s", "webrtc", 2.2, "t"))).toEqual({
    Total: [58.88, 0],
    Network: [2.2, 1.1],
    "Queue wait": [11.249, 0],
    "Key press to screen": [30.98, 0],
    "Seen by all after": [58.88, 5.3],
  });
});

test("a tick has medians over its hops and over the waits on its links", () => {
  expect(numbers(tick("t", ["s"], 2))).toEqual({
    Total: [33.2, 0],
    Tick: [1.34, 0],
    "Network, median": [6.3, 4.2],
    "Queue wait, median": [7.3, 0],
  });
});

test("a hop with a negative time has the error of both clocks", () => {
  const [hop] = hopsOf(treeFrom(earlyChild("e")));
  expect([hop?.networkMs.toFixed(3), hop?.errorMs]).toEqual(["-1.850", 3.4]);
});

test("a consumer finds its producer by link when its parent is something else", () => {
  const by = { service: "crosswire-browser", instance: "ada" };
  const hops = hopsOf(
    treeFrom([
      { trace: "t", id: "root", by, name: "relay", at: [0, 9] },
      { trace: "t", id: "send", parent: "root", by, name: "send chat", kind: 4, at: [1, 2] },
      {
        trace: "t",
        id: "got",
        parent: "root",
        by: { ...by, instance: "bob" },
        name: "process chat",
        kind: 5,
        at: [5, 6],
        links: [{ trace: "t", id: "send" }],
      },
    ]),
  );
  expect(hops.map(({ from, to, networkMs }) => [from.name, to.name, networkMs])).toEqual([
    ["send chat", "process chat", 3],
  ]);
});

test("an input that no tick consumed has no queue wait", () => {
  const queued = shot("s", "webrtc", 2, "t").slice(0, 3);
  const untaken = queued.map((span): SpanSketch => ({ ...span, events: [] }));
  expect(queueWaitsMs(treeFrom(untaken))).toEqual([]);
});

test("without a `dequeued` event the wait ends when `apply` starts", () => {
  const unmarked = shot("s", "webrtc", 2, "t").map((span): SpanSketch => ({ ...span, events: [] }));
  expect(queueWaitsMs(treeFrom(unmarked)).map((ms) => ms.toFixed(3))).toEqual(["11.269"]);
});

test("a dial has its longest phase", () => {
  const found = keyNumbersOf(
    treeFrom(
      connect("c", "webrtc", [
        ["signaling", 12],
        ["ICE", 61.7],
        ["DTLS", 22],
      ]),
    ),
  );
  expect(found.at(-1)).toMatchObject({ name: "Longest phase", note: "ICE" });
});

test("the median of an even count lies between its two middles", () => {
  expect([median([9, 1, 5]), median([4, 1, 2, 9]), median([])]).toEqual([5, 3, Number.NaN]);
});

test("the browsers that saw a shot are counted once each, however many of its events they showed", () => {
  const once = shot("s", "webrtc", 2.2, "t");
  const hits = once
    .filter(({ name }) => name === "observe")
    .flatMap((span): SpanSketch[] => [
      { ...span, id: `${span.id} hit` },
      { ...span, id: `${span.id} burst` },
    ]);
  const [alone] = once.filter(({ name }) => name === "observe");
  const note = (sketches: readonly SpanSketch[]): string | undefined =>
    keyNumbersOf(treeFrom(sketches)).find(({ name }) => name === "Seen by all after")?.note;
  expect(note([...once, ...hits])).toBe("3 browsers");
  expect(note(once.filter((span) => span.name !== "observe" || span === alone))).toBe("1 browser");
});
