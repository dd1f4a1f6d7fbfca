import { expect, test } from "vitest";
import { AckClock } from "./ack-clock.ts";

const rateHz = 30;

interface NetworkPath {
  /** Round trip without a queue, ms. */
  readonly rttMs: (nowMs: number) => number;
  /** How long the link is busy with one snapshot, ms; what comes meanwhile waits. */
  readonly busyMs: (nowMs: number) => number;
}

/** A player on that path for some time: when each snapshot went, how long it took, and how many were held back. */
function sent({ rttMs, busyMs }: NetworkPath, seconds: number) {
  const clock = new AckClock();
  const went: { tick: number; atMs: number; tookMs: number; backMs: number }[] = [];
  const heldMs: number[] = [];
  let acked = 0;
  let freeMs = 0;
  for (let tick = 1; tick <= seconds * rateHz; tick++) {
    const nowMs = (tick * 1000) / rateHz;
    for (const each of went.filter((one) => one.tick > acked && one.backMs <= nowMs)) {
      acked = each.tick;
      clock.acknowledged(acked, each.backMs - each.atMs, 1, each.backMs);
    }
    const underWay = went.filter((one) => one.tick > acked).length;
    if (!clock.maySend(tick, underWay, rateHz, nowMs)) {
      heldMs.push(nowMs);
      continue;
    }
    freeMs = Math.max(nowMs, freeMs) + busyMs(nowMs);
    const way = rttMs(nowMs) / 2;
    went.push({ tick, atMs: nowMs, tookMs: freeMs + way - nowMs, backMs: freeMs + 2 * way });
  }
  return {
    went,
    heldMs,
    between: (fromMs: number, toMs: number) =>
      went.filter(({ atMs }) => atMs >= fromMs && atMs < toMs),
  };
}

test("[R14] on a link that is full for a minute the queue stays five snapshots long at most, and the link stays busy", () => {
  for (const busyMs of [50, 100, 250]) {
    const { between } = sent({ rttMs: () => 20, busyMs: () => busyMs }, 60);
    const settled = between(10_000, 60_000);
    expect(Math.max(...settled.map(({ tookMs }) => tookMs))).toBeLessThan(10 + 5.5 * busyMs);
    expect(settled.length).toBeGreaterThan((50_000 / busyMs) * 0.8);
  }
});

test("[R14] a path that has become longer and is not full is filled again within a few round trips", () => {
  const { heldMs, between } = sent(
    { rttMs: (nowMs) => (nowMs < 5000 ? 20 : 300), busyMs: () => 1 },
    15,
  );
  expect(heldMs.filter((ms) => ms < 5000)).toEqual([]);
  expect(heldMs.filter((ms) => ms > 5000 && ms < 6500).length).toBeGreaterThan(10);
  expect(heldMs.filter((ms) => ms > 8000)).toEqual([]);
  expect(between(8000, 15_000).length).toBeGreaterThanOrEqual(209);
});

test("[R14] a link that was full and is free again carries every snapshot within seconds", () => {
  const { heldMs } = sent({ rttMs: () => 60, busyMs: (nowMs) => (nowMs < 20_000 ? 100 : 1) }, 40);
  expect(heldMs.filter((ms) => ms < 20_000).length).toBeGreaterThan(300);
  expect(heldMs.filter((ms) => ms > 28_000)).toEqual([]);
});

test("[R14] a calm link is never drained to find a queue", () => {
  for (const rttMs of [5, 40, 150, 600]) {
    const { heldMs } = sent({ rttMs: () => rttMs, busyMs: () => 1 }, 60);
    expect(heldMs.filter((ms) => ms > 2500)).toEqual([]);
  }
});
