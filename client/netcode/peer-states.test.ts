import type { RemoteShip } from "#protocol";
import { maxTravelUnits } from "#simulation";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { DrawnShip } from "./interpolation.ts";
import type { PeerReport } from "./peer-report.ts";
import { maxDivergenceUnits, PeerStates } from "./peer-states.ts";

const tickRateHz = 50;
const stepMs = 20;

/** It flies right, ten units a tick. */
const report = (tick: number, part: Partial<PeerReport> = {}): PeerReport => ({
  seat: 3,
  tick,
  x: tick * 10,
  y: 100,
  vx: 500,
  vy: 0,
  aimTurns: 0,
  flying: true,
  thrusting: true,
  shielded: false,
  dashing: false,
  ...part,
});

/** The ship as snapshots have it, far from its reports. */
const ship = (part: Partial<DrawnShip> = {}): DrawnShip => ({
  seat: 3,
  x: -1,
  y: -1,
  aimTurns: 0,
  speed: 0,
  energy: 64,
  flying: true,
  thrusting: false,
  shielded: false,
  dashing: false,
  ...part,
});

const serverShip = (x: number, flying = true): RemoteShip =>
  ({ seat: 3, x4: x * 4, y4: 400, flying }) as RemoteShip;

/** A ship that a snapshot had at tick 1, and that reported ticks 1 to 30, each `lateMs` after it was due. */
function reportedStates(lateMs = 5, part: Partial<PeerReport> = {}) {
  const states = new PeerStates(tickRateHz);
  states.validate({ tick: 1, ships: [serverShip(10)] });
  for (let tick = 1; tick <= 30; tick++) {
    states.receive(report(tick, part), lateMs, tick * stepMs);
  }
  return states;
}

test("[C32] up to the newest snapshot a ship is drawn from snapshots, beyond it from its own reports", () => {
  const [fromServer] = reportedStates().applyReports([ship()], 20, 20);
  const [fromPeer] = reportedStates().applyReports([ship()], 20.5, 20);
  expect(fromServer).toEqual(ship());
  expect(fromPeer).toEqual(ship({ x: 205, y: 100, speed: 500, thrusting: true }));
});

test("[C32] beyond its newest report a ship flies on for 100 ms and then stands", () => {
  const xAt = (tick: number) => reportedStates().applyReports([ship()], tick, 20)[0]?.x;
  expect([xAt(30), xAt(32), xAt(35), xAt(40)]).toEqual([300, 320, 350, 350]);
});

test("[C32] the aim turns the short way round", () => {
  const states = reportedStates();
  states.receive(report(31, { aimTurns: 0.9 }), 0, 0);
  states.receive(report(32, { aimTurns: 0.1 }), 0, 0);
  expect(states.applyReports([ship()], 31.25, 20)[0]?.aimTurns).toBeCloseTo(0.95);
  expect(states.applyReports([ship()], 31.75, 20)[0]?.aimTurns).toBeCloseTo(0.05);
});

test("[C32] whether a ship flies, and its energy, come from the snapshot", () => {
  const burst = ship({ flying: false, energy: 0 });
  expect(reportedStates().applyReports([burst], 25, 20)).toEqual([burst]);
  // A report of a ship that does not fly is not drawn either.
  expect(reportedStates(5, { flying: false }).applyReports([ship()], 25, 20)).toEqual([ship()]);
});

test("[C32] a ship without a report, or without one newer than the snapshot, is drawn from the snapshot", () => {
  expect(reportedStates().applyReports([ship(), ship({ seat: 5 })], 31, 30)).toEqual([
    ship(),
    ship({ seat: 5 }),
  ]);
});

test("[C32] between two reports that are further apart than a ship flies it is drawn from snapshots", () => {
  const states = new PeerStates(tickRateHz);
  // No snapshot has come yet that would contradict it.
  for (const [tick, x] of [1, 2].entries()) states.receive(report(tick + 1, { x: x * 700 }), 5, 0);
  states.validate({ tick: 1, ships: [serverShip(700)] });
  expect(states.applyReports([ship()], 1.5, 1)).toEqual([ship()]);
  expect(states.violations(3)).toBe(0);
});

test("[C32] between two reports more than 250 ms apart, and more than a second beyond the newest snapshot, a ship is drawn from snapshots", () => {
  const states = reportedStates();
  states.receive(report(43, { x: 420 }), 5, 31 * stepMs);
  expect(states.applyReports([ship()], 35, 20)).toEqual([ship()]);
  expect(states.applyReports([ship()], 43, 20)[0]?.x).toBe(420);
  for (let tick = 44; tick <= 80; tick++)
    states.receive(report(tick, { x: 420 }), 5, tick * stepMs);
  expect(states.applyReports([ship()], 69.5, 20)[0]?.x).toBe(420);
  expect(states.applyReports([ship()], 70.5, 20)).toEqual([ship()]);
  expect(states.violations(3)).toBe(0);
});

test("[C33] a report further from the newest snapshot than a ship can fly is a violation, and the ship is drawn from snapshots at once", () => {
  for (const aheadTicks of [1, 10, 50, 100]) {
    const states = reportedStates();
    states.validate({ tick: 20, ships: [serverShip(200)] });
    const reach = maxTravelUnits(10 + aheadTicks, tickRateHz) + maxDivergenceUnits;
    states.receive(report(30 + aheadTicks, { x: 200 + reach - 1 }), 5, 31 * stepMs);
    expect(states.violations(3)).toBe(0);
    states.receive(report(31 + aheadTicks, { x: 200 + reach + 40 }), 5, 31 * stepMs);
    expect(states.violations(3)).toBe(1);
    expect(states.applyReports([ship()], 25, 20)).toEqual([ship()]);
    expect(states.requiredDelayMs([3], 31 * stepMs)).toBeUndefined();
  }
});

test("[C33] whatever peers report, no ship is drawn further from the newest snapshot than it can have flown in a second", () => {
  const anyReport = fc.record({
    ahead: fc.integer({ min: 1, max: 120 }),
    x: fc.integer({ min: 0, max: 2400 }),
    y: fc.integer({ min: 0, max: 1600 }),
    v: fc.integer({ min: -1023, max: 1023 }),
  });
  fc.assert(
    fc.property(
      fc.array(anyReport, { maxLength: 40 }),
      fc.integer({ min: 1, max: 150 }),
      (reports, back) => {
        const states = new PeerStates(tickRateHz);
        const place = { x: 1200, y: 100 };
        for (const { ahead, x, y, v } of reports)
          states.receive(report(ahead, { x, y, vx: v, vy: v }), 5, 0);
        states.validate({ tick: 1, ships: [serverShip(place.x)] });
        for (const { ahead, x, y, v } of reports)
          states.receive(report(100 + ahead, { x, y, vx: v, vy: v }), 5, 0);
        const tick = 1 + back / 3;
        const [drawn = ship()] = states.applyReports([ship(place)], tick, 1);
        const units = Math.hypot(drawn.x - place.x, drawn.y - place.y);
        expect(units).toBeLessThanOrEqual(
          maxTravelUnits(tick - 1, tickRateHz) + maxDivergenceUnits + 1e-9,
        );
        expect(units).toBeLessThan(tick > 51 ? 1 : 560);
      },
    ),
    { numRuns: 500 },
  );
});

test("[C33] a peer is distrusted for one second after its first violation, two after the second, four after the third", () => {
  const states = reportedStates();
  const checkAt = (tick: number): void => states.validate({ tick, ships: [serverShip(300)] });
  let tick = 30;
  const trustedAgainAfterMs = (): number => {
    checkAt(tick);
    states.receive(report(tick + 1, { x: 2390 }), 5, 0);
    const violationTick = tick;
    for (; ; tick++) {
      checkAt(tick);
      states.receive(report(tick + 1, { x: 300 }), 5, tick * stepMs);
      const [drawn] = states.applyReports([ship()], tick + 1, tick);
      if (drawn?.x === 300) return (tick++ - violationTick) * stepMs;
    }
  };
  const waits = [trustedAgainAfterMs(), trustedAgainAfterMs(), trustedAgainAfterMs()];
  expect(waits).toEqual([1000, 2000, 4000]);
  expect(states.violations(3)).toBe(3);
});

test("[C32] a report that is older than the newest one is not used", () => {
  const states = reportedStates();
  states.receive(report(29, { x: 0 }), 5, 31 * stepMs);
  expect(states.newestTick(3)).toBe(30);
  expect(states.applyReports([ship()], 28.5, 20)[0]?.x).toBe(285);
});

test("[C33] a peer whose first report is a violation has a newest tick and a count of violations", () => {
  const states = new PeerStates(tickRateHz);
  states.validate({ tick: 1, ships: [serverShip(10)] });
  states.receive(report(2, { x: 2000 }), 5, 40);
  expect(states.newestTick(3)).toBe(2);
  expect(states.violations(3)).toBe(1);
});

test("[C33] a peer whose report differs from the snapshot of the same tick is distrusted for a second", () => {
  const states = reportedStates();
  states.validate({ tick: 20, ships: [serverShip(205)] });
  expect(states.apartUnits(3)).toBe(5);
  expect(states.applyReports([ship()], 25, 20)[0]?.x).toBe(250);
  states.validate({ tick: 21, ships: [serverShip(300)] });
  expect(states.apartUnits(3)).toBe(90);
  expect(states.applyReports([ship()], 25, 21)).toEqual([ship()]);
  expect(states.requiredDelayMs([3], 30 * stepMs)).toBeUndefined();
  for (let tick = 31; tick <= 71; tick++) states.receive(report(tick), 5, tick * stepMs);
  states.validate({ tick: 70, ships: [serverShip(700)] });
  expect(states.applyReports([ship()], 70.5, 70)).toEqual([ship()]);
  states.validate({ tick: 71, ships: [serverShip(710)] });
  states.receive(report(72), 5, 72 * stepMs);
  expect(states.applyReports([ship()], 71.5, 71)[0]?.x).toBe(715);
});

test("[C33] a report may differ from the snapshot of a ship that has burst", () => {
  const states = reportedStates();
  states.validate({ tick: 20, ships: [serverShip(900, false)] });
  expect(states.requiredDelayMs([3], 30 * stepMs)).toBeDefined();
});

test("[C34] where every ship reports, the delay is that of the latest reports and a tick", () => {
  const nowMs = 30 * stepMs;
  expect(reportedStates(5).requiredDelayMs([3], nowMs)).toBe(28);
  // The reports of a ship that runs ahead of the server come early: the delay is a tick at least.
  expect(reportedStates(-40).requiredDelayMs([3], nowMs)).toBe(stepMs);
  const both = reportedStates(5);
  for (let tick = 1; tick <= 30; tick++) both.receive(report(tick, { seat: 4 }), 60, nowMs);
  expect(both.requiredDelayMs([3, 4], nowMs)).toBe(83);
});

test("[C34] one ship without steady reports, or none that reports, gives no delay", () => {
  const nowMs = 30 * stepMs;
  expect(reportedStates().requiredDelayMs([3, 5], nowMs)).toBeUndefined();
  expect(reportedStates().requiredDelayMs([], nowMs)).toBeUndefined();
  expect(reportedStates().requiredDelayMs([3], nowMs + 251)).toBeUndefined();
  const fresh = new PeerStates(tickRateHz);
  for (let tick = 1; tick < 10; tick++) fresh.receive(report(tick), 5, nowMs);
  expect(fresh.requiredDelayMs([3], nowMs)).toBeUndefined();
  const gone = reportedStates();
  gone.remove(3);
  expect(gone.requiredDelayMs([3], nowMs)).toBeUndefined();
});
