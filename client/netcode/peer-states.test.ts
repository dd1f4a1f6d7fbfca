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

/** Views of a ship that the server told of at tick 1, and that itself told of ticks 1 to 30, each `lateMs` after it was due. */
function views(lateMs = 5, part: Partial<PeerReport> = {}) {
  const made = new PeerStates(tickRateHz);
  made.validate({ tick: 1, ships: [serverShip(10)] });
  for (let tick = 1; tick <= 30; tick++) {
    made.receive(report(tick, part), lateMs, tick * stepMs);
  }
  return made;
}

test("[C32] up to the server's newest word the server is drawn, beyond it the ship's own", () => {
  const [fromServer] = views().applyReports([ship()], 20, 20);
  const [fromPeer] = views().applyReports([ship()], 20.5, 20);
  expect(fromServer).toEqual(ship());
  expect(fromPeer).toEqual(ship({ x: 205, y: 100, speed: 500, thrusting: true }));
});

test("[C32] beyond its own newest word it flies on for 100 ms and stands", () => {
  const xAt = (tick: number) => views().applyReports([ship()], tick, 20)[0]?.x;
  expect([xAt(30), xAt(32), xAt(35), xAt(40)]).toEqual([300, 320, 350, 350]);
});

test("[C32] a nose turns the short way round", () => {
  const made = views();
  made.receive(report(31, { aimTurns: 0.9 }), 0, 0);
  made.receive(report(32, { aimTurns: 0.1 }), 0, 0);
  expect(made.applyReports([ship()], 31.25, 20)[0]?.aimTurns).toBeCloseTo(0.95);
  expect(made.applyReports([ship()], 31.75, 20)[0]?.aimTurns).toBeCloseTo(0.05);
});

test("[C32] whether a ship flies, and how much energy it has, the server says", () => {
  const burst = ship({ flying: false, energy: 0 });
  expect(views().applyReports([burst], 25, 20)).toEqual([burst]);
  // Nor is one drawn that itself says that it does not fly.
  expect(views(5, { flying: false }).applyReports([ship()], 25, 20)).toEqual([ship()]);
});

test("[C32] a peer with nothing newer than the server, or none at all, changes nothing", () => {
  expect(views().applyReports([ship(), ship({ seat: 5 })], 31, 30)).toEqual([
    ship(),
    ship({ seat: 5 }),
  ]);
});

test("[C32] one that is put elsewhere between two reports is not drawn on its way there", () => {
  const made = new PeerStates(tickRateHz);
  // The server has told of nothing yet that speaks against it.
  for (const [tick, x] of [1, 2].entries()) made.receive(report(tick + 1, { x: x * 700 }), 5, 0);
  made.validate({ tick: 1, ships: [serverShip(700)] });
  expect(made.applyReports([ship()], 1.5, 1)).toEqual([ship()]);
  expect(made.violations(3)).toBe(0);
});

test("[C32] between two reports more than 250 ms apart, and beyond a second from the server's newest word, the server is drawn", () => {
  const made = views();
  made.receive(report(43, { x: 420 }), 5, 31 * stepMs);
  expect(made.applyReports([ship()], 35, 20)).toEqual([ship()]);
  expect(made.applyReports([ship()], 43, 20)[0]?.x).toBe(420);
  for (let tick = 44; tick <= 80; tick++) made.receive(report(tick, { x: 420 }), 5, tick * stepMs);
  expect(made.applyReports([ship()], 69.5, 20)[0]?.x).toBe(420);
  expect(made.applyReports([ship()], 70.5, 20)).toEqual([ship()]);
  expect(made.violations(3)).toBe(0);
});

test("[C33] who is further from the server's last word than a ship can fly is a liar and drawn from the server, at once", () => {
  for (const aheadTicks of [1, 10, 50, 100]) {
    const made = views();
    made.validate({ tick: 20, ships: [serverShip(200)] });
    const reach = maxTravelUnits(10 + aheadTicks, tickRateHz) + maxDivergenceUnits;
    made.receive(report(30 + aheadTicks, { x: 200 + reach - 1 }), 5, 31 * stepMs);
    expect(made.violations(3)).toBe(0);
    made.receive(report(31 + aheadTicks, { x: 200 + reach + 40 }), 5, 31 * stepMs);
    expect(made.violations(3)).toBe(1);
    expect(made.applyReports([ship()], 25, 20)).toEqual([ship()]);
    expect(made.requiredDelayMs([3], 31 * stepMs)).toBeUndefined();
  }
});

test("[C33] whatever peers say, no ship is drawn further from the server's last word than it can have flown in a second", () => {
  const said = fc.record({
    ahead: fc.integer({ min: 1, max: 120 }),
    x: fc.integer({ min: 0, max: 2400 }),
    y: fc.integer({ min: 0, max: 1600 }),
    v: fc.integer({ min: -1023, max: 1023 }),
  });
  fc.assert(
    fc.property(
      fc.array(said, { maxLength: 40 }),
      fc.integer({ min: 1, max: 150 }),
      (words, back) => {
        const made = new PeerStates(tickRateHz);
        const place = { x: 1200, y: 100 };
        for (const { ahead, x, y, v } of words)
          made.receive(report(ahead, { x, y, vx: v, vy: v }), 5, 0);
        made.validate({ tick: 1, ships: [serverShip(place.x)] });
        for (const { ahead, x, y, v } of words)
          made.receive(report(100 + ahead, { x, y, vx: v, vy: v }), 5, 0);
        const tick = 1 + back / 3;
        const [drawn = ship()] = made.applyReports([ship(place)], tick, 1);
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

test("[C33] a second lie costs two seconds of belief, a third four", () => {
  const made = views();
  const checkAt = (tick: number): void => made.validate({ tick, ships: [serverShip(300)] });
  let tick = 30;
  const believedAgainAfterMs = (): number => {
    checkAt(tick);
    made.receive(report(tick + 1, { x: 2390 }), 5, 0);
    const caught = tick;
    for (; ; tick++) {
      checkAt(tick);
      made.receive(report(tick + 1, { x: 300 }), 5, tick * stepMs);
      const [drawn] = made.applyReports([ship()], tick + 1, tick);
      if (drawn?.x === 300) return (tick++ - caught) * stepMs;
    }
  };
  const waits = [believedAgainAfterMs(), believedAgainAfterMs(), believedAgainAfterMs()];
  expect(waits).toEqual([1000, 2000, 4000]);
  expect(made.violations(3)).toBe(3);
});

test("[C32] an older word does not follow a newer one", () => {
  const made = views();
  made.receive(report(29, { x: 0 }), 5, 31 * stepMs);
  expect(made.newestTick(3)).toBe(30);
  expect(made.applyReports([ship()], 28.5, 20)[0]?.x).toBe(285);
});

test("[C33] a peer that lies from its first report on has a newest tick and a count of lies all the same", () => {
  const made = new PeerStates(tickRateHz);
  made.validate({ tick: 1, ships: [serverShip(10)] });
  made.receive(report(2, { x: 2000 }), 5, 40);
  expect(made.newestTick(3)).toBe(2);
  expect(made.violations(3)).toBe(1);
});

test("[C33] who says otherwise than the server of the same tick is not believed for a second", () => {
  const made = views();
  made.validate({ tick: 20, ships: [serverShip(205)] });
  expect(made.apartUnits(3)).toBe(5);
  expect(made.applyReports([ship()], 25, 20)[0]?.x).toBe(250);
  made.validate({ tick: 21, ships: [serverShip(300)] });
  expect(made.apartUnits(3)).toBe(90);
  expect(made.applyReports([ship()], 25, 21)).toEqual([ship()]);
  expect(made.requiredDelayMs([3], 30 * stepMs)).toBeUndefined();
  for (let tick = 31; tick <= 71; tick++) made.receive(report(tick), 5, tick * stepMs);
  made.validate({ tick: 70, ships: [serverShip(700)] });
  expect(made.applyReports([ship()], 70.5, 70)).toEqual([ship()]);
  made.validate({ tick: 71, ships: [serverShip(710)] });
  made.receive(report(72), 5, 72 * stepMs);
  expect(made.applyReports([ship()], 71.5, 71)[0]?.x).toBe(715);
});

test("[C33] of a ship that has burst the two may differ", () => {
  const made = views();
  made.validate({ tick: 20, ships: [serverShip(900, false)] });
  expect(made.requiredDelayMs([3], 30 * stepMs)).toBeDefined();
});

test("[C34] where every ship reports, the world may be drawn as late as their reports are, and a tick", () => {
  const nowMs = 30 * stepMs;
  expect(views(5).requiredDelayMs([3], nowMs)).toBe(28);
  // One that runs ahead of the server would be drawn in the future: a tick ago is fresh enough.
  expect(views(-40).requiredDelayMs([3], nowMs)).toBe(stepMs);
  const both = views(5);
  for (let tick = 1; tick <= 30; tick++) both.receive(report(tick, { seat: 4 }), 60, nowMs);
  expect(both.requiredDelayMs([3, 4], nowMs)).toBe(83);
});

test("[C34] one ship without a steady word of its own, and the server's lateness stands", () => {
  const nowMs = 30 * stepMs;
  expect(views().requiredDelayMs([3, 5], nowMs)).toBeUndefined();
  expect(views().requiredDelayMs([], nowMs)).toBeUndefined();
  expect(views().requiredDelayMs([3], nowMs + 251)).toBeUndefined();
  const fresh = new PeerStates(tickRateHz);
  for (let tick = 1; tick < 10; tick++) fresh.receive(report(tick), 5, nowMs);
  expect(fresh.requiredDelayMs([3], nowMs)).toBeUndefined();
  const gone = views();
  gone.remove(3);
  expect(gone.requiredDelayMs([3], nowMs)).toBeUndefined();
});
