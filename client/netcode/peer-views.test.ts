import type { RemoteShip } from "#protocol";
import { expect, test } from "vitest";
import type { DrawnShip } from "./interpolation.ts";
import type { PeerReport } from "./peer-report.ts";
import { PeerViews } from "./peer-views.ts";

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

/** What the server's snapshots make of that ship; -1 where nobody should look. */
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

/** Views that heard of ticks 1 to 30, each `lateMs` after it was due. */
function views(lateMs = 5, part: Partial<PeerReport> = {}) {
  const made = new PeerViews(tickRateHz);
  for (let tick = 1; tick <= 30; tick++) {
    made.hear(report(tick, part), lateMs, tick * stepMs);
  }
  return made;
}

test("[C32] up to the server's newest word the server is drawn, beyond it the ship's own", () => {
  const [fromServer] = views().fresher([ship()], 20, 20);
  const [fromPeer] = views().fresher([ship()], 20.5, 20);
  expect(fromServer).toEqual(ship());
  expect(fromPeer).toEqual(ship({ x: 205, y: 100, speed: 500, thrusting: true }));
});

test("[C32] beyond its own newest word it flies on for 100 ms and stands", () => {
  const xAt = (tick: number) => views().fresher([ship()], tick, 20)[0]?.x;
  expect([xAt(30), xAt(32), xAt(35), xAt(40)]).toEqual([300, 320, 350, 350]);
});

test("[C32] a nose turns the short way round", () => {
  const made = new PeerViews(tickRateHz);
  made.hear(report(1, { aimTurns: 0.9 }), 0, 0);
  made.hear(report(2, { aimTurns: 0.1 }), 0, 0);
  expect(made.fresher([ship()], 1.25, 0)[0]?.aimTurns).toBeCloseTo(0.95);
  expect(made.fresher([ship()], 1.75, 0)[0]?.aimTurns).toBeCloseTo(0.05);
});

test("[C32] whether a ship flies, and how much energy it has, the server says", () => {
  const burst = ship({ flying: false, energy: 0 });
  expect(views().fresher([burst], 25, 20)).toEqual([burst]);
  // Nor is one drawn that itself says that it does not fly.
  expect(views(5, { flying: false }).fresher([ship()], 25, 20)).toEqual([ship()]);
});

test("[C32] a peer with nothing newer than the server, or none at all, changes nothing", () => {
  expect(views().fresher([ship(), ship({ seat: 5 })], 31, 30)).toEqual([ship(), ship({ seat: 5 })]);
});

test("[C32] one that leaps did not fly there", () => {
  const made = views();
  made.hear(report(31, { x: 2000 }), 5, 31 * stepMs);
  expect(made.fresher([ship()], 30.5, 20)).toEqual([ship()]);
});

test("[C32] an older word does not follow a newer one", () => {
  const made = views();
  made.hear(report(29, { x: 0 }), 5, 31 * stepMs);
  expect(made.newestTick(3)).toBe(30);
  expect(made.fresher([ship()], 28.5, 20)[0]?.x).toBe(285);
});

test("[C33] who says otherwise than the server of the same tick is not believed for a second", () => {
  const made = views();
  made.check({ tick: 20, ships: [serverShip(205)] });
  expect(made.apartUnits(3)).toBe(5);
  expect(made.fresher([ship()], 25, 20)[0]?.x).toBe(250);
  made.check({ tick: 21, ships: [serverShip(300)] });
  expect(made.apartUnits(3)).toBe(90);
  expect(made.fresher([ship()], 25, 21)).toEqual([ship()]);
  expect(made.coveredMs([3], 30 * stepMs)).toBeUndefined();
  for (let tick = 31; tick <= 71; tick++) made.hear(report(tick), 5, tick * stepMs);
  made.check({ tick: 70, ships: [serverShip(700)] });
  expect(made.fresher([ship()], 70.5, 70)).toEqual([ship()]);
  made.check({ tick: 71, ships: [serverShip(710)] });
  made.hear(report(72), 5, 72 * stepMs);
  expect(made.fresher([ship()], 71.5, 71)[0]?.x).toBe(715);
});

test("[C33] of a ship that has burst the two may differ", () => {
  const made = views();
  made.check({ tick: 20, ships: [serverShip(900, false)] });
  expect(made.coveredMs([3], 30 * stepMs)).toBeDefined();
});

test("[C34] where every ship reports, the world may be drawn as late as their reports are, and a tick", () => {
  const nowMs = 30 * stepMs;
  expect(views(5).coveredMs([3], nowMs)).toBe(28);
  // One that runs ahead of the server would be drawn in the future: a tick ago is fresh enough.
  expect(views(-40).coveredMs([3], nowMs)).toBe(stepMs);
  const both = views(5);
  for (let tick = 1; tick <= 30; tick++) both.hear(report(tick, { seat: 4 }), 60, nowMs);
  expect(both.coveredMs([3, 4], nowMs)).toBe(83);
});

test("[C34] one ship without a steady word of its own, and the server's lateness stands", () => {
  const nowMs = 30 * stepMs;
  expect(views().coveredMs([3, 5], nowMs)).toBeUndefined();
  expect(views().coveredMs([], nowMs)).toBeUndefined();
  expect(views().coveredMs([3], nowMs + 251)).toBeUndefined();
  const fresh = new PeerViews(tickRateHz);
  for (let tick = 1; tick < 10; tick++) fresh.hear(report(tick), 5, nowMs);
  expect(fresh.coveredMs([3], nowMs)).toBeUndefined();
  const gone = views();
  gone.forget(3);
  expect(gone.coveredMs([3], nowMs)).toBeUndefined();
});
