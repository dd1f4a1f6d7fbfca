import { expect, test } from "vitest";
import { seededRandom } from "../testing/simulated-network.suite.ts";
import { Timeline } from "./timeline.ts";

const stepMs = 1000 / 30;

/**
 * A browser whose commands take `upMs(tick)` and whose snapshots take `downMs`: answers, tick by tick, how far ahead it
 * ran and by how many ticks its newest command was early at the server.
 */
function lived(options: { ticks: number; upMs: (tick: number) => number; downMs?: number }) {
  const { ticks, upMs, downMs = 50 } = options;
  const timeline = new Timeline({ tickRateHz: 30, tickZeroMs: 0 });
  const arrivals: { tick: number; atMs: number }[] = [];
  const snapshots: { tick: number; lead: number; atMs: number }[] = [];
  const leads: number[] = [];
  const aheadMs: number[] = [];
  let newest = 0;
  let sent = 0;
  for (let nowMs = 0; nowMs < ticks * stepMs; nowMs += 4) {
    const due = Math.floor(timeline.predictedAt(nowMs));
    for (; sent < due; sent++) arrivals.push({ tick: sent + 1, atMs: nowMs + upMs(sent + 1) });
    const tick = Math.floor(nowMs / stepMs);
    if (tick > leads.length) {
      newest = Math.max(
        newest,
        ...arrivals.filter(({ atMs }) => atMs <= tick * stepMs).map((each) => each.tick),
      );
      leads.push(newest - tick);
      aheadMs.push(timeline.aheadMs);
      snapshots.push({ tick, lead: newest - tick, atMs: nowMs + downMs });
    }
    while ((snapshots[0]?.atMs ?? Infinity) <= nowMs) {
      const { tick: of, lead } = snapshots.shift() ?? { tick: 0, lead: 0 };
      timeline.addLead(of, lead, sent);
    }
    while ((arrivals[0]?.atMs ?? Infinity) < nowMs - 1000) arrivals.shift();
  }
  return { leads, aheadMs };
}

const late = (leads: readonly number[]): number => leads.filter((lead) => lead < 0).length;

test("[C11] whatever the delay, within two seconds commands come in time and stay so", () => {
  for (const delayMs of [1, 20, 50, 120, 300]) {
    const { leads } = lived({ ticks: 300, upMs: () => delayMs, downMs: delayMs });
    expect({ delayMs, late: late(leads.slice(60)) }).toEqual({ delayMs, late: 0 });
    expect(Math.max(...leads.slice(200))).toBeLessThanOrEqual(4);
  }
});

test("[C11] 20 ms of jitter cost at most a late command in fifty, and less than 100 ms of running ahead", () => {
  const chance = seededRandom(3);
  const { leads, aheadMs } = lived({ ticks: 900, upMs: () => 30 + chance() * 40 });
  expect(late(leads.slice(90))).toBeLessThan(16);
  expect(Math.max(...aheadMs.slice(90))).toBeLessThan(70 + 100);
});

test("[C11] a path that grows longer is caught up with at once", () => {
  const { leads } = lived({ ticks: 400, upMs: (tick) => (tick < 200 ? 20 : 220) });
  const after = leads.slice(200);
  expect(after.findLastIndex((lead) => lead < 0)).toBeLessThan(20);
});

test("[C11] a path that grows shorter is given back slowly: never more than 10 ms a tick, and in the end all of it", () => {
  const { aheadMs, leads } = lived({ ticks: 1500, upMs: (tick) => (tick < 200 ? 300 : 20) });
  const back = aheadMs.slice(201).map((ms, at) => (aheadMs[200 + at] ?? ms) - ms);
  expect(Math.max(...back)).toBeLessThanOrEqual(10.001);
  expect(late(leads.slice(260))).toBe(0);
  expect(aheadMs.at(-1)).toBeLessThan(20 + 5 * stepMs);
});

test("[C11] what an RTT asks for is taken at once, and never less than there was", () => {
  const timeline = new Timeline({ tickRateHz: 30, tickZeroMs: 0 });
  timeline.expectRtt(200);
  expect(timeline.aheadMs).toBeCloseTo(100 + 2 * stepMs, 9);
  timeline.expectRtt(20);
  expect(timeline.aheadMs).toBeCloseTo(100 + 2 * stepMs, 9);
  timeline.expectRtt(60_000);
  expect(timeline.aheadMs).toBe(2000);
});

test("[C11] what the clock learns moves the timeline, not the commands; an hour's sleep does not", () => {
  const timeline = new Timeline({ tickRateHz: 30, tickZeroMs: 0 });
  timeline.expectRtt(600);
  const before = timeline.predictedAt(5000);
  timeline.shiftClock(280);
  expect(timeline.predictedAt(5280)).toBeCloseTo(before, 9);
  timeline.shiftClock(-280);
  timeline.shiftClock(3_600_000);
  expect(timeline.predictedAt(5000)).toBeCloseTo(before, 9);
});

test("[C11] leads made before a move do not move it again", () => {
  const timeline = new Timeline({ tickRateHz: 30, tickZeroMs: 0 });
  timeline.addLead(10, -3, 14);
  const moved = timeline.aheadMs;
  expect(moved).toBeCloseTo(6 * stepMs, 9);
  for (let tick = 11; tick < 18; tick++) timeline.addLead(tick, -3, 20);
  expect(timeline.aheadMs).toBe(moved);
  timeline.addLead(18, -1, 21);
  expect(timeline.aheadMs).toBeGreaterThan(moved);
});
