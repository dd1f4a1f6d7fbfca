import {
  Button,
  type Command,
  emptyCommand,
  addShip,
  newWorld,
  type Ship,
  step,
  withShip,
  type World,
} from "#simulation";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Prediction } from "./prediction.ts";

const seat = 3;
const command = fc.record<Command>({
  buttons: fc.integer({ min: 0, max: 63 }),
  aim: fc.integer({ min: 0, max: 1023 }),
  thrustX: fc.integer({ min: -7, max: 7 }),
  thrustY: fc.integer({ min: -7, max: 7 }),
  viewTick16: fc.constant(0),
});
const right: Command = { ...emptyCommand, buttons: Button.right };

const shipIn = (world: World): Ship => {
  const ship = world.ships.find(({ id }) => id === seat);
  if (!ship) throw new Error("no ship");
  return ship;
};

/** A room with one more ship, so that the world around is not empty. */
const arena = (tickRateHz: number): World =>
  addShip(addShip(newWorld({ seed: 9, tickRateHz }), seat), 8);

/** The ship as a snapshot has it: without the scoreboard. */
const onTheWire = (ship: Ship): Ship => ({ ...ship, kills: 0, deaths: 0, score: 0 });

test("[C12] it agrees bit for bit with the server's step, with snapshots 1 to 30 ticks late", () => {
  const life = fc.record({
    rate: fc.constantFrom(10, 30, 60),
    commands: fc.array(command, { minLength: 30, maxLength: 150 }),
    latency: fc.integer({ min: 1, max: 30 }),
  });
  fc.assert(
    fc.property(life, ({ rate, commands, latency }) => {
      let world = arena(rate);
      const prediction = new Prediction(onTheWire(shipIn(world)), world.tick, rate);
      const truths: Ship[] = [];
      for (const [at, each] of commands.entries()) {
        prediction.advance(each);
        world = step(world, new Map([[seat, each]]));
        truths.push(onTheWire(shipIn(world)));
        const due = at - latency;
        const truth = truths[due];
        if (truth) expect(prediction.reconcile(truth, due + 1, 0, true)).toBeUndefined();
      }
      expect(onTheWire(prediction.ship)).toEqual(onTheWire(shipIn(world)));
    }),
    { numRuns: 60 },
  );
});

describe("corrections", () => {
  /** Ten ticks to the right; the server's ship after the fifth is changed. */
  function hitInFlight(change: (ship: Ship) => Ship) {
    let world = arena(30);
    const prediction = new Prediction(onTheWire(shipIn(world)), 0, 30);
    for (let tick = 1; tick <= 10; tick++) prediction.advance(right);
    for (let tick = 1; tick <= 5; tick++) world = step(world, new Map([[seat, right]]));
    world = withShip(world, change(shipIn(world)));
    const before = prediction.ship;
    const correction = prediction.reconcile(onTheWire(shipIn(world)), 5, 1000, true);
    for (let tick = 6; tick <= 10; tick++) world = step(world, new Map([[seat, right]]));
    return { prediction, before, correction, truth: shipIn(world) };
  }

  test("[C12] a hit is taken from the server, and the commands since are replayed on it", () => {
    const { prediction, truth, correction } = hitInFlight((ship) => ({
      ...ship,
      energy: ship.energy - 16,
      vx: 0,
    }));
    expect(onTheWire(prediction.ship)).toEqual(onTheWire(truth));
    expect(correction?.units).toBeGreaterThan(0);
    expect(prediction.tick).toBe(10);
  });

  test("[C12] after a correction it agrees again", () => {
    const { prediction } = hitInFlight((ship) => ({ ...ship, vy: 40 }));
    const known = onTheWire(prediction.ship);
    expect(prediction.reconcile(known, 10, 2000, true)).toBeUndefined();
  });

  test("[C12] a command that the server never received is undone by its snapshot", () => {
    let world = arena(30);
    const prediction = new Prediction(onTheWire(shipIn(world)), 0, 30);
    for (let tick = 1; tick <= 8; tick++) {
      const each = tick === 4 ? { ...right, buttons: Button.dash | Button.right } : right;
      prediction.advance(each);
      // The fourth was lost; the server repeated the third.
      world = step(world, new Map([[seat, right]]));
      if (tick === 6) {
        const correction = prediction.reconcile(onTheWire(shipIn(world)), 6, 0, true);
        expect(correction?.units).toBeGreaterThan(10);
      }
    }
    expect(onTheWire(prediction.ship)).toEqual(onTheWire(shipIn(world)));
  });

  test("[C14] a corrected ship is drawn where it was, and its distance from the true place decays by e every 90 ms", () => {
    const { prediction, before, correction } = hitInFlight((ship) => ({ ...ship, x: ship.x + 40 }));
    const offBy = (ms: number) => {
      const shown = prediction.renderShip(right, 0, 1000 + ms);
      return Math.hypot(shown.x - prediction.ship.x, shown.y - prediction.ship.y);
    };
    const shown = prediction.renderShip(right, 0, 1000);
    expect(Math.hypot(shown.x - before.x, shown.y - before.y)).toBeLessThan(1e-9);
    expect(offBy(0)).toBeCloseTo(correction?.units ?? 0, 9);
    const offs = [0, 30, 60, 90, 180, 270].map(offBy);
    expect(offs).toEqual(offs.toSorted((a, b) => b - a));
    expect(offBy(270) / offBy(0)).toBeCloseTo(Math.exp(-3), 9);
  });

  test("[C14] a second correction starts from the drawn place, not from where the first one began", () => {
    const { prediction } = hitInFlight((ship) => ({ ...ship, x: ship.x + 40 }));
    const before = prediction.renderShip(right, 0, 1045);
    prediction.reconcile({ ...prediction.ship, y: prediction.ship.y + 24 }, 10, 1045, true);
    const after = prediction.renderShip(right, 0, 1045);
    expect(Math.hypot(after.x - before.x, after.y - before.y)).toBeLessThan(1e-9);
  });

  test("[C14] a correction of more than 150 units is drawn at once", () => {
    const { prediction, correction } = hitInFlight((ship) => ({ ...ship, x: 1200, y: 900 }));
    expect(correction).toEqual({ units: 0 });
    const shown = prediction.renderShip(right, 0, 1000);
    expect({ x: shown.x, y: shown.y }).toEqual({ x: prediction.ship.x, y: prediction.ship.y });
  });
});

describe("burst", () => {
  test("[C15] a burst ship waits beyond its time until a snapshot says where it returns", () => {
    const world = arena(30);
    const ship = { ...onTheWire(shipIn(world)), energy: 0, respawnTicks: 4 };
    const prediction = new Prediction(ship, 0, 30);
    for (let tick = 1; tick <= 20; tick++)
      prediction.advance({ ...emptyCommand, buttons: Button.fire });
    expect(prediction.ship).toMatchObject({
      respawnTicks: 1,
      x: ship.x,
      y: ship.y,
      shots: ship.shots,
    });
    const back = { ...ship, energy: 100, respawnTicks: 0, shieldTicks: 45, x: 700, y: 300 };
    prediction.reconcile(back, 15, 0, true);
    expect(prediction.ship.respawnTicks).toBe(0);
    // It has fired in the five ticks since.
    expect(prediction.tick).toBe(20);
    expect(prediction.ship).toMatchObject({ x: 700, y: 300, shots: ship.shots + 1 });
    const shown = prediction.renderShip(right, 0, 0);
    expect({ x: shown.x, y: shown.y }).toEqual({ x: prediction.ship.x, y: prediction.ship.y });
  });
});

test("[C12] with reconciliation switched off the server's ship is taken without a replay", () => {
  let world = arena(30);
  const prediction = new Prediction(onTheWire(shipIn(world)), 0, 30);
  for (let tick = 1; tick <= 10; tick++) prediction.advance(right);
  for (let tick = 1; tick <= 5; tick++) world = step(world, new Map([[seat, right]]));
  const truth = onTheWire(shipIn(world));
  prediction.reconcile(truth, 5, 0, false);
  expect({ tick: prediction.tick, ship: prediction.ship }).toEqual({ tick: 10, ship: truth });
});

test("[C12] a snapshot of a tick that this page has not reached sets its tick", () => {
  const world = arena(30);
  const prediction = new Prediction(onTheWire(shipIn(world)), 0, 30);
  prediction.advance(right);
  prediction.reconcile({ ...onTheWire(shipIn(world)), x: 800 }, 9, 0, true);
  expect({ tick: prediction.tick, x: prediction.ship.x }).toEqual({ tick: 9, x: 800 });
});
