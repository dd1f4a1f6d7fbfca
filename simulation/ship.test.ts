import fc from "fast-check";
import { expect, test } from "vitest";
import { Button, arena, maxTravelUnits, shipRadius } from "./index.ts";
import type { Command, Ship } from "./index.ts";
import {
  anyCommand,
  runTicks,
  rates,
  shipAt,
  shipOf,
  commandsOf,
  worldOf,
} from "./world-fixtures.suite.ts";

/** The ship after some seconds of one command, in the free lane along the upper border. */
const flown = (
  tickRateHz: number,
  seconds: number,
  command: Partial<Command>,
  more: Partial<Ship> = {},
): Ship =>
  shipOf(
    runTicks(
      worldOf([shipAt(0, 100, 160, more)], tickRateHz),
      Math.round(seconds * tickRateHz),
      () => commandsOf([0, command]),
    ).at(-1),
    0,
  );

test("[S5] a second of thrust and a second of coasting carry a ship equally far at every rate, within 1.5 %", () => {
  const thrust = rates.map((rate) => flown(rate, 1, { buttons: Button.right }).x - 100);
  const coast = rates.map((rate) => flown(rate, 1, {}, { vx: 430 }).x - 100);
  for (const units of [thrust, coast])
    expect(Math.max(...units) / Math.min(...units)).toBeLessThan(1.015);
});

test("[S6] thrust starts at 900 units a second squared and ends at 430 units a second", () => {
  expect(flown(60, 1 / 60, { buttons: Button.right }).vx * 60).toBeCloseTo(900, -2);
  for (const rate of rates)
    expect(flown(rate, 4, { buttons: Button.right }).vx).toBeCloseTo(430, 0);
});

test("[S6] a diagonal is not faster, and buttons override the stick", () => {
  const diagonal = flown(30, 1, { buttons: Button.right | Button.down }, { vx: 300, vy: 300 });
  expect(Math.sqrt(diagonal.vx ** 2 + diagonal.vy ** 2)).toBeCloseTo(430, 0);
  expect(flown(30, 1, { buttons: Button.right, thrustX: -7 })).toEqual(
    flown(30, 1, { thrustX: 7 }),
  );
  expect(flown(30, 3, { thrustX: 3 }).vx).toBeCloseTo((430 * 3) / 7, 0);
});

test("[S6] thrust out of range, or no number, is treated as thrust in range", () => {
  expect(flown(30, 1, { thrustX: 900 })).toEqual(flown(30, 1, { thrustX: 7 }));
  expect(flown(30, 1, { thrustX: NaN, thrustY: 0.5 })).toEqual(flown(30, 1, {}));
});

test("[S6] a ship without a command keeps its aim and coasts to a full stop", () => {
  for (const rate of rates) {
    const ship = shipOf(
      runTicks(worldOf([shipAt(0, 600, 160, { vx: 430, vy: 30, aim: 300 })], rate), rate * 4).at(
        -1,
      ),
      0,
    );
    expect({ vx: ship.vx, vy: ship.vy, aim: ship.aim, thrusting: ship.thrusting }).toEqual({
      vx: 0,
      vy: 0,
      aim: 300,
      thrusting: false,
    });
  }
});

test("[S7] a dash moves 152 units and ends at top speed, at every rate", () => {
  for (const rate of rates) {
    const ticks = Math.ceil(0.16 * rate);
    const ship = shipOf(
      runTicks(worldOf([shipAt(0, 100, 160)], rate), ticks, () =>
        commandsOf([0, { buttons: Button.dash }]),
      ).at(-1),
      0,
    );
    expect(ship.x - 100).toBeCloseTo(152, -0.5);
    expect(Math.abs(ship.x - 252)).toBeLessThan(1);
    expect(ship.vx).toBeCloseTo(430, 0);
  }
});

test("[S7] a dash goes along the thrust if there is any, else along the nose", () => {
  const along = (command: Partial<Command>): [number, number] => {
    const ship = flown(30, 1 / 30, { ...command, buttons: (command.buttons ?? 0) | Button.dash });
    return [Math.sign(ship.vx), Math.sign(ship.vy)];
  };
  expect([
    along({ aim: 256 }),
    along({ aim: 256, buttons: Button.right }),
    along({ aim: 512, thrustY: 7 }),
  ]).toEqual([
    [0, 1],
    [1, 0],
    [0, 1],
  ]);
});

test("[S7] a dash costs 20 energy, waits 1.2 s and is refused to a ship that it would destroy", () => {
  const dashes = (energy: number): number[] =>
    runTicks(worldOf([shipAt(0, 1200, 160, { energy })], 30), 60, () =>
      commandsOf([0, { buttons: Button.dash }]),
    ).flatMap((world) => (world.events.some((act) => act.type === "dashed") ? [world.tick] : []));
  expect(dashes(100)).toEqual([1, 37]);
  expect(dashes(18)).toEqual([13]);
  expect(flown(30, 1 / 30, { buttons: Button.dash }, { energy: 50 }).energy).toBeCloseTo(30, 0);
});

test("[S8] two seconds give back 10 energy, to the sixteenth, at every rate", () => {
  for (let rate = 10; rate <= 60; rate++)
    expect(flown(rate, 2, {}, { energy: 30 }).energy).toBe(40);
  expect(flown(30, 2, {}, { energy: 99 }).energy).toBe(100);
});

/** How deep the ship's circle is in a wall or beyond the border; the grid may cost a sixteenth either way. */
function depth(ship: Ship): number {
  const beyond = Math.max(
    shipRadius - ship.x,
    shipRadius - ship.y,
    ship.x - (arena.width - shipRadius),
    ship.y - (arena.height - shipRadius),
  );
  const inWalls = arena.walls.map((wall) => {
    const dx = Math.max(wall.x - ship.x, 0, ship.x - wall.x - wall.width);
    const dy = Math.max(wall.y - ship.y, 0, ship.y - wall.y - wall.height);
    return shipRadius - Math.sqrt(dx * dx + dy * dy);
  });
  return Math.max(beyond, ...inWalls);
}

test("[S9] no command at any rate brings a ship into a wall or out of the arena", () => {
  const near = arena.walls.map((wall) => ({ x: wall.x - 40, y: wall.y - 40 }));
  fc.assert(
    fc.property(
      fc.constantFrom(...rates),
      fc.constantFrom(...near),
      fc.array(anyCommand, { minLength: 1, maxLength: 12 }),
      (rate, start, commands) => {
        const world = worldOf([shipAt(0, start.x, start.y)], rate);
        const worlds = runTicks(world, commands.length * 5, ({ tick }) =>
          commandsOf([0, commands[Math.floor(tick / 5)] ?? {}]),
        );
        for (const { ships } of worlds)
          for (const ship of ships) expect(depth(ship)).toBeLessThan(0.1);
      },
    ),
    { numRuns: 300 },
  );
});

test("[S9] a dash at 10 Hz does not pass through a bar of 40 units, and bounces with 0.4 of its speed", () => {
  const [before, after] = runTicks(worldOf([shipAt(0, 690, 800, { vx: 0 })], 10), 2, () =>
    commandsOf([0, { buttons: Button.dash }]),
  );
  expect(shipOf(before, 0).x).toBeLessThan(704);
  expect(shipOf(before, 0).vx).toBe(-304);
  expect(shipOf(after, 0).x).toBeLessThan(704);
});

test("[S9] ships pass through each other", () => {
  const alone = runTicks(worldOf([shipAt(0, 400, 160, { vx: 400 })]), 20).at(-1);
  const crossing = runTicks(
    worldOf([shipAt(0, 400, 160, { vx: 400 }), shipAt(1, 600, 160, { vx: -400 })]),
    20,
  ).at(-1);
  expect(shipOf(crossing, 0)).toEqual(shipOf(alone, 0));
});

test("[S7] no ship moves farther in any number of ticks than `maxTravelUnits`, and one dash after another nearly reaches it", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...rates),
      fc.array(anyCommand, { minLength: 40, maxLength: 120 }),
      (tickRateHz, commands) => {
        const path = runTicks(
          worldOf([shipAt(0, 1200, 300)], tickRateHz),
          commands.length,
          (world) =>
            commandsOf([
              0,
              { ...commands[world.tick], buttons: (commands[world.tick]?.buttons ?? 0) | 32 },
            ]),
        ).map((world) => shipOf(world, 0));
        for (const [from, start] of path.entries())
          for (const [ticks, { x, y }] of path.slice(from).entries())
            expect(Math.hypot(x - start.x, y - start.y)).toBeLessThanOrEqual(
              maxTravelUnits(ticks, tickRateHz),
            );
      },
    ),
    { numRuns: 60 },
  );
  for (const rate of rates) {
    const dashes = { buttons: Button.right | Button.dash };
    const units = flown(rate, 2, dashes, { vx: 430 }).x - 100;
    expect(units / maxTravelUnits(2 * rate, rate)).toBeGreaterThan(0.9);
  }
});
