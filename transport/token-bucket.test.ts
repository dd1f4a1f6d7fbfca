import fc from "fast-check";
import { expect, test } from "vitest";
import { TokenBucket } from "./token-bucket.ts";

test("a bucket grants its capacity at once, then what fills it, and never more than its capacity", () => {
  let nowMs = 0;
  const bucket = new TokenBucket({ now: () => nowMs, perSecond: 2, burst: 5 });
  const granted = (): number => {
    let count = 0;
    while (bucket.take()) count++;
    return count;
  };
  expect(granted()).toBe(5);
  nowMs += 499;
  expect(granted()).toBe(0);
  nowMs += 1;
  expect(granted()).toBe(1);
  nowMs += 3_600_000;
  expect(granted()).toBe(5);
});

test("a request for more tokens than there are takes none", () => {
  const bucket = new TokenBucket({ now: () => 0, perSecond: 1, burst: 5 });
  expect([bucket.take(6), bucket.take(5), bucket.take(1)]).toEqual([false, true, false]);
});

test("over any time it grants at most its capacity and what filled it meanwhile", () => {
  const step = fc.record({ ms: fc.nat(2000), tokens: fc.integer({ min: 1, max: 8 }) });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      let nowMs = 0;
      let granted = 0;
      const bucket = new TokenBucket({ now: () => nowMs, perSecond: 3, burst: 7 });
      for (const { ms, tokens } of steps) {
        nowMs += ms;
        if (bucket.take(tokens)) granted += tokens;
      }
      expect(granted).toBeLessThanOrEqual(7 + (nowMs / 1000) * 3 + 1e-9);
    }),
  );
});
