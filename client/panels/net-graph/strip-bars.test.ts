import { expect, test } from "vitest";
import type { ArrivalMark } from "../../view.ts";
import { maxMarks, stripBars } from "./strip-bars.ts";

const arrived = (ageMs: number, gapMs = 33): ArrivalMark => ({ kind: "arrived", ageMs, gapMs });

test("the newest arrival touches the right edge and ages grow upwards", () => {
  const bars = stripBars([arrived(50), arrived(100)], 360, 40);
  expect(bars).toEqual([
    { kind: "arrived", x: 356, y: 30, width: 2, height: 10 },
    { kind: "arrived", x: 358, y: 20, width: 2, height: 20 },
  ]);
});

test("bars of lost, replaced and held back snapshots differ in height, not only in colour", () => {
  const bars = stripBars(
    [
      { kind: "lost", ageMs: 0, gapMs: 0 },
      { kind: "replaced", ageMs: 0, gapMs: 0 },
      { kind: "held back", ageMs: 0, gapMs: 0 },
    ],
    360,
    40,
  );
  expect(bars.map(({ kind, y, height }) => ({ kind, y, height }))).toEqual([
    { kind: "lost", y: 0, height: 40 },
    { kind: "replaced", y: 0, height: 17.6 },
    { kind: "held back", y: 0, height: 8.8 },
  ]);
});

test("a gap over 100 ms is marked even if its snapshot is young", () => {
  expect(stripBars([arrived(20, 140)], 360, 40)[0]?.kind).toBe("late");
});

test("with more marks than columns and with old snapshots, no bar leaves the box", () => {
  const bars = stripBars(
    Array.from({ length: 400 }, (_, index) => arrived(index * 10)),
    360,
    40,
  );
  expect(bars).toHaveLength(maxMarks);
  for (const bar of bars) {
    expect(bar.x).toBeGreaterThanOrEqual(0);
    expect(bar.x + bar.width).toBeLessThanOrEqual(360.001);
    expect(bar.y).toBeGreaterThanOrEqual(0);
  }
});
