import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { linearRegression, median, quantile, summaryOf } from "./statistics.ts";

describe("a quantile", () => {
  test("is interpolated between its neighbours, like R's type 7", () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(quantile([10, 20, 30, 40, 50], 0.95)).toBeCloseTo(48);
    expect(median([7])).toBe(7);
  });

  test("of no values is not a number", () => {
    expect(quantile([], 0.5)).toBeNaN();
  });

  test("is never below the least nor above the most, and grows with its share", () => {
    const some = fc.array(fc.integer(), { minLength: 1 });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(some, share, share, (values, a, b) => {
        const { min: least, max: most } = summaryOf(values);
        const low = quantile(values, Math.min(a, b));
        const high = quantile(values, Math.max(a, b));
        expect([least <= low, low <= high, high <= most]).toEqual([true, true, true]);
      }),
    );
  });

  test("does not sort what it is given", () => {
    const values = [3, 1, 2];
    expect(summaryOf(values)).toEqual({ median: 2, min: 1, max: 3, count: 3 });
    expect(values).toEqual([3, 1, 2]);
  });
});

describe("the line through points", () => {
  test("that lie on one line has their slope and no error", () => {
    const line = linearRegression([0, 1, 2, 5].map((x) => [x, 3 * x - 4] as const));
    expect(line.slope).toBeCloseTo(3);
    expect(line.intercept).toBeCloseTo(-4);
    expect(line.slopeError).toBeCloseTo(0);
  });

  test("that scatter has the slope and the standard error that R computes", () => {
    // R: summary(lm(c(1, 3, 2, 5, 4) ~ c(1, 2, 3, 4, 5))) -> slope 0.8, error 0.3464
    const points = [1, 3, 2, 5, 4].map((y, index) => [index + 1, y] as const);
    const { slope, slopeError } = linearRegression(points);
    expect(slope).toBeCloseTo(0.8);
    expect(slopeError).toBeCloseTo(0.3464, 4);
  });

  test("needs three points, not all at one x", () => {
    expect(() =>
      linearRegression([
        [0, 0],
        [1, 1],
      ]),
    ).toThrow(RangeError);
    expect(() =>
      linearRegression([
        [2, 0],
        [2, 1],
        [2, 2],
      ]),
    ).toThrow(RangeError);
  });
});
