import { expect, test } from "vitest";
import { durationLabel, msFrom, niceStepMs, ticksOf } from "./axis.ts";

const labels = (fromMs: number, toMs: number, most: number): string[] =>
  ticksOf(fromMs, toMs, most).map(({ label }) => label);

test("steps are 1, 2 or 5 times a power of ten, and never more than asked for", () => {
  expect([niceStepMs(60, 6), niceStepMs(61, 6), niceStepMs(1.3, 7), niceStepMs(0.004, 8)]).toEqual([
    10, 20, 0.2, 0.0005,
  ]);
});

test("labels share one unit and as many decimals as the step needs", () => {
  expect(labels(0, 60, 6)).toEqual(["0", "10 ms", "20 ms", "30 ms", "40 ms", "50 ms", "60 ms"]);
  expect(labels(0, 3010, 6)).toEqual(["0", "1 s", "2 s", "3 s"]);
  expect(labels(0, 0.3, 3)).toEqual(["0", "100 µs", "200 µs", "300 µs"]);
  expect(labels(40.12, 40.1215, 3)).toEqual([
    "40.1200 ms",
    "40.1205 ms",
    "40.1210 ms",
    "40.1215 ms",
  ]);
});

test("an axis that begins before the trace has negative ticks", () => {
  expect(labels(-2, 4, 3)).toEqual(["-2 ms", "0", "2 ms", "4 ms"]);
});

test("an empty range has no ticks", () => {
  expect([ticksOf(3, 3, 5), ticksOf(3, 2, 5), ticksOf(Number.NaN, 2, 5)]).toEqual([[], [], []]);
});

test("durations have three digits and the unit that suits them", () => {
  const sizes = [0, 0.000_25, 0.0314, 0.9996, 1.236, 84.31, 412.4, 999.6, 2050, 185_400, -1.85];
  expect(sizes.map(durationLabel)).toEqual([
    "0",
    "250 ns",
    "31.4 µs",
    "1 ms",
    "1.24 ms",
    "84.3 ms",
    "412 ms",
    "1 s",
    "2.05 s",
    "3 min 5 s",
    "−1.85 ms",
  ]);
});

test("durations are read as people type them, and anything else is refused", () => {
  expect(["1.5ms", "250us", " 2 s ", "40", "ten", "-1ms", ""].map(msFrom)).toEqual([
    1.5,
    0.25,
    2000,
    40,
    undefined,
    undefined,
    undefined,
  ]);
});
