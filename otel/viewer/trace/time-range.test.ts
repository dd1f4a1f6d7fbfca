import { expect, test } from "vitest";
import { rangeBetween, scaled, shifted } from "./time-range.ts";

const whole = { fromMs: 0, toMs: 100 };

test("a range between two times is the same in either order, and stays inside the trace", () => {
  expect([rangeBetween(40, 20, whole), rangeBetween(-5, 30, whole)]).toEqual([
    { fromMs: 20, toMs: 40 },
    { fromMs: 0, toMs: 30 },
  ]);
  expect(rangeBetween(20, 20, whole)).toBeUndefined();
});

test("zooming keeps the middle, and zooming out far enough gives the whole", () => {
  expect(scaled({ fromMs: 20, toMs: 60 }, 0.5, whole)).toEqual({ fromMs: 30, toMs: 50 });
  expect(scaled({ fromMs: 20, toMs: 80 }, 2, whole)).toBeUndefined();
});

test("panning stops at either end and keeps the length", () => {
  expect(shifted({ fromMs: 70, toMs: 90 }, 0.2, whole)).toEqual({ fromMs: 74, toMs: 94 });
  expect(shifted({ fromMs: 70, toMs: 90 }, 2, whole)).toEqual({ fromMs: 80, toMs: 100 });
});
