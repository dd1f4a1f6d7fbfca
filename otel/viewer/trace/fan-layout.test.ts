import { playerTransports } from "#transport/catalog";
import { expect, test } from "vitest";
import { shot } from "../fixtures/shot-trace.ts";
import { tick } from "../fixtures/tick-traces.ts";
import { otlpFrom } from "../fixtures/otlp.ts";
import { hopsOf } from "../key-numbers.ts";
import { traceFrom } from "../otlp.ts";
import { treeOf, type TraceTree } from "../tree.ts";
import { fanOf, fanRows } from "./fan-layout.ts";

const treeFrom = (sketches: ReturnType<typeof tick>): TraceTree =>
  treeOf(traceFrom(otlpFrom(sketches, 1000)).spans);

test("a tick's fan has an input for each link, longest wait first, and a snapshot for each send", () => {
  const tree = treeFrom(tick("t", ["s 1", "s 2"], 1));
  const fan = fanOf(tree, hopsOf(tree));
  expect(fan?.inputs.map(({ player, waitMs }) => [player, waitMs])).toEqual([
    ["player 1", 11.3],
    ["player 2", 8.700000000000001],
    ["player 3", 0],
  ]);
  expect(
    fan?.snapshots.map(({ transport, hop }) => [transport, hop?.networkMs.toFixed(1)]),
  ).toEqual(
    [
      ["long-polling", "31.8"],
      [playerTransports.at(-1)?.name, undefined],
      ["sse", "9.2"],
      ["webrtc", "1.9"],
      ["websocket", "3.4"],
    ].toSorted(([a = ""], [b = ""]) => (a < b ? -1 : 1)),
  );
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
