import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ClockSync } from "./clock-sync.ts";

/** A page whose clock is `offsetMs` behind the server's, and that pings it over paths that a test chooses. */
function page(offsetMs: number) {
  let localMs = 5000;
  const clock = new ClockSync(() => localMs);
  return {
    clock,
    wait: (ms: number) => void (localMs += ms),
    sleep: (ms: number) => void (offsetMs += ms),
    serverNow: () => localMs + offsetMs,
    ping(upMs: number, downMs: number, thinkMs = 0): number {
      const t0 = localMs;
      const t1 = t0 + upMs + offsetMs;
      localMs += upMs + thinkMs + downMs;
      return clock.addSample(t0, t1, t1 + thinkMs, localMs);
    },
  };
}

describe("the offset", () => {
  test("[C9] with equal delays both ways it is exact, with half the RTT as its error", () => {
    const { clock, ping } = page(1234);
    expect(ping(30, 30, 4)).toBe(60);
    expect(clock.reading()).toEqual({ offsetMs: 1234, errorMs: 30 });
  });

  test("[C9] it is that of the sample with the smallest RTT of the last sixteen", () => {
    const { clock, ping } = page(-500);
    ping(10, 10);
    ping(200, 20);
    expect(clock.reading()).toEqual({ offsetMs: -500, errorMs: 10 });
    for (let count = 0; count < 14; count++) ping(60, 40);
    expect(clock.reading().errorMs).toBe(10);
    ping(60, 40);
    expect(clock.reading().errorMs).toBe(50);
  });

  test("[C9] however unequal the delays, the true offset is within the error", () => {
    const way = fc.double({ min: 0, max: 2000, noNaN: true });
    const offset = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(offset, fc.array(fc.tuple(way, way), { minLength: 1 }), (truth, ways) => {
        const { clock, ping } = page(truth);
        for (const [up, down] of ways) {
          ping(up, down);
          const { offsetMs, errorMs } = clock.reading();
          expect(Math.abs(offsetMs - truth)).toBeLessThanOrEqual(errorMs + 1e-6);
        }
      }),
    );
  });

  test("[C9] before the first pong it is that of the welcome, with an error of a second", () => {
    const { clock, serverNow } = page(90_000);
    clock.seed(serverNow() - 40);
    expect(clock.reading()).toEqual({ offsetMs: 89_960, errorMs: 1000 });
    expect(clock.now()).toBe(serverNow() - 40);
  });

  test("[C9] a later welcome is ignored, unless it shows that this page's clock stood still", () => {
    const { clock, ping, sleep, serverNow } = page(0);
    ping(20, 20);
    clock.seed(serverNow() - 300);
    expect(clock.reading()).toEqual({ offsetMs: 0, errorMs: 20 });
    sleep(3_600_000);
    clock.seed(serverNow() - 30);
    expect(clock.reading()).toEqual({ offsetMs: 3_599_970, errorMs: 1000 });
    ping(200, 200);
    expect(clock.reading()).toEqual({ offsetMs: 3_600_000, errorMs: 200 });
  });
});

describe("the drawing clock", () => {
  test("[C10] an offset that changes by less than 250 ms is slewed: drawn time neither jumps nor turns back", () => {
    const { clock, ping, wait } = page(0);
    ping(0, 490);
    let before = clock.renderNow();
    ping(1, 1);
    before = Math.max(before, clock.renderNow());
    for (let frame = 0; frame < 120; frame++) {
      wait(16);
      const now = clock.renderNow();
      expect(now - before).toBeGreaterThanOrEqual(0);
      expect(now - before).toBeLessThan(16 * 2);
      before = now;
    }
    expect(Math.abs(clock.renderNow() - clock.now())).toBeLessThan(0.5);
  });

  test("[C10] it does not turn back for any change below 250 ms, in either direction", () => {
    fc.assert(
      fc.property(fc.double({ min: -249, max: 249, noNaN: true }), (change) => {
        const { clock, sleep, ping, wait } = page(0);
        ping(400, 400);
        let before = clock.renderNow();
        sleep(change);
        ping(1, 1);
        for (let frame = 0; frame < 60; frame++) {
          wait(4);
          const now = clock.renderNow();
          expect(now).toBeGreaterThanOrEqual(before - 1e-6);
          before = now;
        }
      }),
    );
  });

  test("[C10] it jumps at once where it is further off", () => {
    const { clock, ping, sleep, serverNow } = page(0);
    ping(50, 50);
    clock.renderNow();
    sleep(5000);
    clock.seed(serverNow());
    expect(clock.renderNow()).toBe(serverNow());
  });
});
