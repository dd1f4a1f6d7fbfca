import { expect, test } from "vitest";
import { Meter } from "./meter.ts";

const beatMs = 8;

test("[C37] all time counts alike in the age: a page that stood still for a second of five, and then made up for its beats, has looked at an old world for that second", () => {
  const meter = new Meter();
  let nowMs = 0;
  const calm = (ms: number): void => {
    for (const end = nowMs + ms; nowMs < end; nowMs += beatMs) meter.addAge(nowMs, 20);
  };
  calm(4000);
  // It stands still; then the beats that waited come at once, and at last a snapshot.
  nowMs += 1000;
  for (let beat = 0; beat < 1000 / beatMs; beat++) meter.addAge(nowMs + beat / 1000, 1020);
  calm(500);
  const { p50, p95, p99 } = meter.reading(nowMs).ageMs;
  expect(p50).toBe(20);
  // A fifth of the time it grew from 20 to 1020 ms.
  expect(p95).toBeGreaterThan(700);
  expect(p95).toBeLessThan(820);
  expect(p99).toBeGreaterThan(900);
});

test("[C37] beats that come closer than usual weigh no more than the time they stand for", () => {
  const meter = new Meter();
  for (let ms = 0; ms < 1000; ms += 1) meter.addAge(ms, 100);
  for (let ms = 1000; ms < 5000; ms += beatMs) meter.addAge(ms, 30);
  expect(meter.reading(5000).ageMs.p50).toBe(30);
});
