import { expect, test } from "vitest";
import type { Figure } from "./figure.ts";
import { gridOf } from "./grid.ts";

const trip = { what: "round trip", unit: "ms" };
const cpu = { what: "CPU", unit: "ms", targetRatio: 1.3 };
const bare = (...values: number[]) => ({ baseline: { what: "bare", values } });

test("each thing has a row and each figure a column", () => {
  const figures: Figure[] = [
    { ...trip, of: "owl", values: [3, 1, 2], ...bare(1) },
    { ...cpu, of: "owl", values: [13], ...bare(10) },
    { ...trip, of: "crow", values: [4] },
    { ...cpu, of: "crow", values: [14], ...bare(10) },
  ];
  expect(gridOf(figures)).toEqual([
    ["", "round trip, ms", "CPU, ms, ≤ 1.3 ×"],
    ["owl (bare)", "2.00 (1.00)", "13.0 (10.0) 1.30 × ✓"],
    ["crow (bare)", "4.00", "14.0 (10.0) 1.40 × ✗"],
  ]);
});

test("a figure that was not measured, or that a thing does not have, is a dash", () => {
  const figures: Figure[] = [
    { ...trip, of: "owl", values: [] },
    { what: "size", unit: "B", of: "crow", values: [12], target: 12 },
  ];
  expect(gridOf(figures)).toEqual([
    ["", "round trip, ms", "size, B, ≤ 12 B"],
    ["owl", "–", "–"],
    ["crow", "–", "12.0 ✓"],
  ]);
});
