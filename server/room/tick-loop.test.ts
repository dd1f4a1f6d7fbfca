import { expect, test } from "vitest";
import { ManualClock } from "../testing/manual-clock.suite.ts";
import { tickLoop } from "./tick-loop.ts";

interface Called {
  readonly tick: number;
  readonly dueMs: number;
  readonly last: boolean;
}

function looped({ stepMs = 100, costMs = 0 } = {}) {
  const clock = new ManualClock(0);
  const called: Called[] = [];
  const stalls: number[] = [];
  const loop = tickLoop({
    clock,
    stepMs,
    onTick: (tick, dueMs, last) => {
      called.push({ tick, dueMs, last });
      clock.stall(costMs);
    },
    onStall: (behindMs) => stalls.push(behindMs),
  });
  return { clock, called, stalls, loop };
}

test("[R12] tick t is due at zero + t steps: an hour of thirds of a second drifts by nothing", () => {
  const stepMs = 1000 / 30;
  const { clock, called } = looped({ stepMs, costMs: 7 });
  clock.advance(3_600_001);
  expect(called.length).toBe(108_000);
  expect(called.every(({ tick, dueMs }, at) => tick === at + 1 && dueMs === tick * stepMs)).toBe(
    true,
  );
});

test("[R12] a loop that goes on after a tick has its zero where that tick was due just now", () => {
  const clock = new ManualClock(5000);
  const called: number[] = [];
  const onTick = (tick: number, dueMs: number) => called.push(tick, dueMs);
  const { zeroMs } = tickLoop({ clock, stepMs: 100, afterTick: 40, onTick, onStall: () => {} });
  clock.advance(200);
  expect({ zeroMs, called }).toEqual({ zeroMs: 1000, called: [41, 5100, 42, 5200] });
});

test("[R12] after a stall every tick is computed, and only the last is marked for sending", () => {
  const { clock, called } = looped();
  clock.stall(350);
  clock.advance(0);
  expect(called).toEqual([
    { tick: 1, dueMs: 100, last: false },
    { tick: 2, dueMs: 200, last: false },
    { tick: 3, dueMs: 300, last: true },
  ]);
  clock.advance(50);
  expect(called.at(-1)).toEqual({ tick: 4, dueMs: 400, last: true });
});

test("[R12] ticks that take longer than the step let others run in between", () => {
  const { clock, called } = looped({ costMs: 150 });
  let turns = 0;
  const other = (): void => {
    turns += 1;
    clock.after(50, other);
  };
  other();
  clock.advance(3000);
  expect(called.length).toBeGreaterThan(15);
  expect(turns).toBeGreaterThan(5);
});

test("[R12] a stall of more than 30 s ends the loop, a shorter one does not", () => {
  const short = looped();
  short.clock.stall(30_050);
  short.clock.advance(1000);
  expect({ ticks: short.called.length, stalls: short.stalls }).toEqual({ ticks: 310, stalls: [] });
  const long = looped();
  long.clock.stall(30_150);
  long.clock.advance(1000);
  expect({ ticks: long.called.length, stalls: long.stalls }).toEqual({
    ticks: 0,
    stalls: [30_150],
  });
  expect(long.clock.pendingTimers).toBe(0);
});

test("[R12] a stopped loop ticks no more, not even when stopped in the middle of catching up", () => {
  const clock = new ManualClock(0);
  const ticks: number[] = [];
  const loop = tickLoop({
    clock,
    stepMs: 100,
    onTick: (tick) => {
      ticks.push(tick);
      if (tick === 2) loop.stop();
    },
    onStall: () => {},
  });
  clock.stall(900);
  clock.advance(1000);
  expect({ ticks, waiting: clock.pendingTimers }).toEqual({ ticks: [1, 2], waiting: 0 });
});
