import { expect, test } from "vitest";
import { Meter } from "./meter.ts";

const updateMs = 8;

test("[C37] a second for which the page stood still counts as a second of growing age, and the updates that follow at once add nothing", () => {
  const meter = new Meter();
  let nowMs = 0;
  const calm = (ms: number): void => {
    for (const end = nowMs + ms; nowMs < end; nowMs += updateMs) meter.addAge(nowMs, 20);
  };
  calm(4000);
  // It stands still; then the updates that waited come at once, and after them a snapshot.
  nowMs += 1000;
  for (let update = 0; update < 1000 / updateMs; update++)
    meter.addAge(nowMs + update / 1000, 1020);
  calm(500);
  const { p50, p95, p99 } = meter.reading(nowMs).ageMs;
  expect(p50).toBe(20);
  // For a fifth of the time the age grew from 20 to 1020 ms.
  expect(p95).toBeGreaterThan(700);
  expect(p95).toBeLessThan(820);
  expect(p99).toBeGreaterThan(900);
});

test("[C37] updates count by the time between them, not by their number", () => {
  const meter = new Meter();
  for (let ms = 0; ms < 1000; ms += 1) meter.addAge(ms, 100);
  for (let ms = 1000; ms < 5000; ms += updateMs) meter.addAge(ms, 30);
  expect(meter.reading(5000).ageMs.p50).toBe(30);
});
