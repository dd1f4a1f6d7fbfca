import { expect, test } from "vitest";
import { seededRandom } from "../testing/simulated-network.suite.ts";
import { Timeline } from "./timeline.ts";

const stepMs = 1000 / 30;

/**
 * A browser whose commands take `upMs(tick)` and whose snapshots take `downMs`. Answers, for each tick, how far ahead it ran
 * and how many ticks early its newest command was at the server.
 */
function leadsOf(options: { ticks: number; upMs: (tick: number) => number; downMs?: number }) {
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

test("[C11] at delays of 1 to 300 ms all commands after two seconds come in time, at most 4 ticks early in the end", () => {
  for (const delayMs of [1, 20, 50, 120, 300]) {
    const { leads } = leadsOf({ ticks: 300, upMs: () => delayMs, downMs: delayMs });
    expect({ delayMs, late: late(leads.slice(60)) }).toEqual({ delayMs, late: 0 });
    expect(Math.max(...leads.slice(200))).toBeLessThanOrEqual(4);
  }
});

test("[C11] 20 ms of jitter make at most one command in fifty late, and it runs less than 100 ms further ahead than the longest delay", () => {
  const random = seededRandom(3);
  const { leads, aheadMs } = leadsOf({ ticks: 900, upMs: () => 30 + random() * 40 });
  expect(late(leads.slice(90))).toBeLessThan(16);
  expect(Math.max(...aheadMs.slice(90))).toBeLessThan(70 + 100);
});

test("[C11] when the delay grows by 200 ms no command is late after 20 ticks", () => {
  const { leads } = leadsOf({ ticks: 400, upMs: (tick) => (tick < 200 ? 20 : 220) });
  const after = leads.slice(200);
  expect(after.findLastIndex((lead) => lead < 0)).toBeLessThan(20);
});

test("[C11] when the delay shrinks it runs less far ahead, by at most 10 ms a tick, and in the end by as much as the delay shrank", () => {
  const { aheadMs, leads } = leadsOf({ ticks: 1500, upMs: (tick) => (tick < 200 ? 300 : 20) });
  const back = aheadMs.slice(201).map((ms, at) => (aheadMs[200 + at] ?? ms) - ms);
  expect(Math.max(...back)).toBeLessThanOrEqual(10.001);
  expect(late(leads.slice(260))).toBe(0);
  expect(aheadMs.at(-1)).toBeLessThan(20 + 5 * stepMs);
});

test("[C11] the RTT of a new link lengthens the lead at once, and never shortens it", () => {
  const timeline = new Timeline({ tickRateHz: 30, tickZeroMs: 0 });
  timeline.expectRtt(200);
  expect(timeline.aheadMs).toBeCloseTo(100 + 2 * stepMs, 9);
  timeline.expectRtt(20);
  expect(timeline.aheadMs).toBeCloseTo(100 + 2 * stepMs, 9);
  timeline.expectRtt(60_000);
  expect(timeline.aheadMs).toBe(2000);
});

test("[C11] a new clock estimate does not move when commands are sent; a jump of an hour does not move the lead", () => {
  const timeline = new Timeline({ tickRateHz: 30, tickZeroMs: 0 });
  timeline.expectRtt(600);
  const before = timeline.predictedAt(5000);
  timeline.shiftClock(280);
  expect(timeline.predictedAt(5280)).toBeCloseTo(before, 9);
  timeline.shiftClock(-280);
  timeline.shiftClock(3_600_000);
  expect(timeline.predictedAt(5000)).toBeCloseTo(before, 9);
});

test("[C11] leads of commands made before a move do not move it again", () => {
  const timeline = new Timeline({ tickRateHz: 30, tickZeroMs: 0 });
  timeline.addLead(10, -3, 14);
  const moved = timeline.aheadMs;
  expect(moved).toBeCloseTo(6 * stepMs, 9);
  for (let tick = 11; tick < 18; tick++) timeline.addLead(tick, -3, 20);
  expect(timeline.aheadMs).toBe(moved);
  timeline.addLead(18, -1, 21);
  expect(timeline.aheadMs).toBeGreaterThan(moved);
});
