import { expect, test } from "vitest";
import { otlpFrom } from "../fixtures/otlp.ts";
import { crowd, shot, tick } from "../fixtures/example-traces.ts";
import { participantsOf } from "../participants.ts";
import { hopsOf } from "../key-numbers.ts";
import { treeOf, type TraceTree } from "../tree.ts";
import { attributesOf, traceFrom } from "../otlp.ts";
import { valueLabel } from "../units.ts";
import { fanOf, fanRows } from "./fan-layout.ts";
import { rowsInView } from "./row-window.ts";
import { rangeBetween, scaled, shifted } from "./time-range.ts";

const treeFrom = (sketches: ReturnType<typeof tick>): TraceTree =>
  treeOf(traceFrom(otlpFrom(sketches, 1000)).spans);
const whole = { fromMs: 0, toMs: 100 };

test("a drag zooms to its stretch whichever way it went, and stays inside the trace", () => {
  expect([rangeBetween(40, 20, whole), rangeBetween(-5, 30, whole)]).toEqual([
    { fromMs: 20, toMs: 40 },
    { fromMs: 0, toMs: 30 },
  ]);
  expect(rangeBetween(20, 20, whole)).toBeUndefined();
});

test("zooming keeps the middle, and out far enough shows the whole", () => {
  expect(scaled({ fromMs: 20, toMs: 60 }, 0.5, whole)).toEqual({ fromMs: 30, toMs: 50 });
  expect(scaled({ fromMs: 20, toMs: 80 }, 2, whole)).toBeUndefined();
});

test("panning stops at either end with its length kept", () => {
  expect(shifted({ fromMs: 70, toMs: 90 }, 0.2, whole)).toEqual({ fromMs: 74, toMs: 94 });
  expect(shifted({ fromMs: 70, toMs: 90 }, 2, whole)).toEqual({ fromMs: 80, toMs: 100 });
});

test("of two thousand rows only those near the screen are drawn", () => {
  expect(rowsInView(300, 720, 28)).toEqual({ first: 0, end: 23 });
  expect(rowsInView(-28_000, 720, 28)).toEqual({ first: 992, end: 1034 });
});

test("a tick's fan has its links as inputs, longest wait first, and its sends as snapshots", () => {
  const tree = treeFrom(tick("t", ["s 1", "s 2"], 1));
  const fan = fanOf(tree, hopsOf(tree));
  expect(fan?.inputs.map(({ player, waitMs }) => [player, waitMs])).toEqual([
    ["player 1", 11.3],
    ["player 2", 8.700000000000001],
    ["player 3", 0],
  ]);
  expect(
    fan?.snapshots.map(({ transport, hop }) => [transport, hop?.networkMs.toFixed(1)]),
  ).toEqual([
    ["long-polling", "31.8"],
    ["short-polling", undefined],
    ["sse", "9.2"],
    ["webrtc", "1.9"],
    ["websocket", "3.4"],
  ]);
});

test("only a trace whose root is a tick has a fan", () => {
  const tree = treeFrom(shot("s", "webrtc", 2, "t"));
  expect(fanOf(tree, hopsOf(tree))).toBeUndefined();
});

test("a crowded fan keeps its height, thins its bars and drops its labels", () => {
  const [calm, crowded] = [fanRows(5, 4), fanRows(192, 1000)];
  expect([calm.hasLabels(5), crowded.hasLabels(192)]).toEqual([true, false]);
  expect(crowded.heightPx).toBe(360);
  expect(crowded.yOf(999, 1000) - crowded.yOf(0, 1000)).toBeLessThan(360);
  expect(crowded.barWidthPx(1000)).toBeLessThan(0.36);
});

test("browsers have letters in order of appearance, a lone server has none", () => {
  const labels = (sketches: ReturnType<typeof tick>): string[] =>
    [...participantsOf(traceFrom(otlpFrom(sketches, 1000)).spans).values()].map(
      ({ label, letter }) => `${label} ${letter}`,
    );
  expect(labels(shot("s", "webrtc", 2, "t"))).toEqual([
    "browser A A",
    "server S",
    "browser B B",
    "browser C C",
  ]);
  expect(labels(crowd("c"))).toHaveLength(5);
});

test("a value carries the unit that its name promises", () => {
  const values = [
    ["game.queue.wait_ms", 12.5],
    ["messaging.message.body.size", 212],
    ["game.pin", true],
    ["game.tick", 48213],
  ] as const;
  expect(values.map(([key, value]) => valueLabel(key, value))).toEqual([
    "12.5 ms",
    "212 B",
    "yes",
    "48213",
  ]);
});

test("NaN and the infinities are shown by their names, at any depth and under any unit", () => {
  const unnumbered = ["NaN", "Infinity", "-Infinity"].map((doubleValue) => ({ doubleValue }));
  const list = { arrayValue: { values: unnumbered } };
  const map = { kvlistValue: { values: [{ key: "wait_ms", value: unnumbered[0] }] } };
  const attributes = attributesOf([
    { key: "plain", value: unnumbered[0] },
    { key: "game.queue.wait_ms", value: unnumbered[1] },
    { key: "body.size", value: unnumbered[2] },
    { key: "list", value: list },
    { key: "map", value: map },
    { key: "deep", value: { arrayValue: { values: [list, map] } } },
  ]);

  expect([...attributes].map(([key, value]) => valueLabel(key, value))).toEqual([
    "NaN",
    "Infinity",
    "-Infinity",
    "NaN, Infinity, -Infinity",
    "{wait_ms: NaN}",
    "[NaN, Infinity, -Infinity], {wait_ms: NaN}",
  ]);
});
