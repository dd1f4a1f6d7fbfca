import { expect, test } from "vitest";
import { leanOf, stickRadiusPx } from "./stick.ts";

test("a stick leans from where the thumb landed, and at most to its rim", () => {
  expect(leanOf(100, 100, 100 + stickRadiusPx / 2, 100)).toEqual({
    originX: 100,
    originY: 100,
    leanX: 0.5,
    leanY: 0,
  });
  const far = leanOf(100, 100, 400, 500);
  expect(Math.hypot(far.leanX, far.leanY)).toBeCloseTo(1);
});
