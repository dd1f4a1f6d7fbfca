import fc from "fast-check";
import { expect, test } from "vitest";
import { Button, arena, pulseAt, pulseEndTick } from "./index.ts";
import type { Pulse } from "./index.ts";
import {
  eventsOf,
  runTicks,
  rates,
  shipAt,
  shipOf,
  commandsOf,
  worldOf,
} from "./world-fixtures.suite.ts";

const fire = { buttons: Button.fire };
const fromNose = (more: Partial<Pulse> = {}): Pulse => ({
  id: 1,
  owner: 0,
  spawnTick: 0,
  x: 200,
  y: 160,
  aim: 0,
  rewindSixteenths: 0,
  ...more,
});

test("[S11] a ship fires every 180 ms while its command fires, and its pulses are numbered from its shots", () => {
  const fired = eventsOf(
    runTicks(worldOf([shipAt(3, 400, 160, { shots: 4094 })], 50), 28, () => commandsOf([3, fire])),
  );
  expect(fired).toEqual([
    { type: "fired", tick: 1, ship: 3, pulse: 3 * 4096 + 4095 },
    { type: "fired", tick: 10, ship: 3, pulse: 3 * 4096 },
    { type: "fired", tick: 19, ship: 3, pulse: 3 * 4096 + 1 },
    { type: "fired", tick: 28, ship: 3, pulse: 3 * 4096 + 2 },
  ]);
});

test("[S11] a pulse spawns before the nose and moves straight at 820 units a second, whatever its ship does", () => {
  const [world] = runTicks(worldOf([shipAt(0, 400, 400, { vx: 300, vy: -300 })], 20), 1, () =>
    commandsOf([0, { ...fire, aim: 256 }]),
  );
  const ship = shipOf(world, 0);
  const [pulse] = world?.pulses ?? [];
  expect(pulse).toEqual({
    id: 1,
    owner: 0,
    spawnTick: 1,
    x: ship.x,
    y: ship.y + 18,
    aim: 256,
    rewindSixteenths: 0,
  });
  expect(pulseAt(pulse ?? fromNose(), 11, 20)).toEqual({ x: ship.x, y: ship.y + 18 + 410 });
});

test("[S11] a pulse fired at the border spawns on it and ends there", () => {
  const [world] = runTicks(worldOf([shipAt(0, 16, 16)]), 1, () =>
    commandsOf([0, { ...fire, aim: 640 }]),
  );
  expect(world?.pulses).toEqual([fromNose({ spawnTick: 1, x: 3.25, y: 3.25, aim: 640 })]);
  const [corner] = runTicks(worldOf([shipAt(0, 16, 16)]), 1, () =>
    commandsOf([0, { ...fire, aim: 512 }]),
  );
  expect(corner?.pulses).toEqual([fromNose({ spawnTick: 1, x: 0, y: 16, aim: 512 })]);
  expect(corner?.pulses.map((pulse) => pulseEndTick(pulse, 30))).toEqual([1]);
});

test("[S1] a pulse first hits in the tick after its spawn, and a ship that is destroyed fires the pulse of that tick", () => {
  const scene = worldOf(
    [shipAt(0, 400, 160, { energy: 8 }), shipAt(1, 460, 160, { aim: 512, energy: 8 })],
    30,
  );
  const worlds = runTicks(scene, 2, () => commandsOf([0, fire], [1, { ...fire, aim: 512 }]));
  expect(worlds[0]?.events.map((act) => act.type)).toEqual(["fired", "fired"]);
  expect(worlds[1]?.events.map((act) => act.type)).toEqual(["hit", "burst", "hit", "burst"]);
  const late = worldOf([shipAt(0, 400, 160), shipAt(1, 460, 160, { energy: 8 })], 30);
  const [, both] = runTicks(late, 2, ({ tick }) =>
    commandsOf([0, fire], ...(tick === 1 ? [[1, { ...fire, aim: 256 }] as const] : [])),
  );
  expect(both?.events.map((act) => act.type)).toEqual(["hit", "burst", "fired"]);
  expect(both?.pulses.map((pulse) => pulse.owner)).toEqual([1]);
});

test("[S12] a pulse that meets no wall ends after 1.1 s", () => {
  for (const rate of rates)
    expect(pulseEndTick(fromNose({ spawnTick: 40 }), rate)).toBe(40 + (1100 * rate) / 1000);
});

test("[S12] a pulse ends at the first wall on its way: at its end it touches one, before its end none", () => {
  const touches = (x: number, y: number, slack: number): boolean =>
    x < slack ||
    y < slack ||
    x > arena.width - slack ||
    y > arena.height - slack ||
    arena.walls.some(
      (wall) =>
        x > wall.x - slack &&
        x < wall.x + wall.width + slack &&
        y > wall.y - slack &&
        y < wall.y + wall.height + slack,
    );
  const spawn = fc.record({
    x: fc.integer({ min: 1, max: 2399 }),
    y: fc.integer({ min: 1, max: 1599 }),
    aim: fc.integer({ min: 0, max: 1023 }),
  });
  fc.assert(
    fc.property(spawn, fc.constantFrom(...rates), (where, rate) => {
      const pulse = fromNose(where);
      const end = pulseEndTick(pulse, rate);
      for (let share = 0; share < 1; share += 1 / 64) {
        const { x, y } = pulseAt(pulse, end * share, rate);
        expect(end > 0 && touches(x, y, -1e-9)).toBe(false);
      }
      const { x, y } = pulseAt(pulse, end, rate);
      expect(touches(x, y, 1e-6)).toBe(end < (1100 * rate) / 1000);
    }),
    { numRuns: 500 },
  );
});

test("[S12] a ship behind a wall is not hit, even at 10 Hz where a pulse moves 82 units a tick", () => {
  for (const rate of rates) {
    const scene = worldOf([shipAt(0, 690, 800), shipAt(1, 790, 800)], rate);
    const worlds = runTicks(scene, rate * 2, () => commandsOf([0, fire]));
    expect(eventsOf(worlds).filter((act) => act.type === "hit")).toEqual([]);
  }
});

test("[S13] at 10 Hz no pulse passes through a ship, wherever the two are between ticks", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 60, max: 700 }),
      fc.integer({ min: -18, max: 18 }),
      fc.integer({ min: -400, max: 400 }),
      (distance, aside, vx) => {
        const scene = worldOf(
          [shipAt(0, 300, 160), shipAt(1, 300 + distance, 160 + aside, { vx })],
          10,
        );
        const worlds = runTicks(scene, 12, ({ tick }) =>
          tick === 0 ? commandsOf([0, fire]) : commandsOf(),
        );
        expect(eventsOf(worlds).map((act) => act.type)).toEqual(["fired", "hit"]);
      },
    ),
  );
});

test("[S13] a pulse that passes at more than 20 units misses", () => {
  const passing = (aside: number): number =>
    eventsOf(
      runTicks(worldOf([shipAt(0, 300, 160), shipAt(1, 600, 160 + aside)], 30), 20, ({ tick }) =>
        tick === 0 ? commandsOf([0, fire]) : commandsOf(),
      ),
    ).length;
  expect([passing(19.875), passing(20.125)]).toEqual([2, 1]);
});

test("[S13] a pulse hits the ship it meets first, and no other", () => {
  const scene = worldOf(
    [shipAt(0, 300, 160), shipAt(1, 470, 160), shipAt(2, 450, 160), shipAt(3, 480, 160)],
    10,
  );
  const hits = eventsOf(
    runTicks(scene, 12, ({ tick }) => (tick === 0 ? commandsOf([0, fire]) : commandsOf())),
  ).filter((act) => act.type === "hit");
  expect(hits).toEqual([{ type: "hit", tick: 3, ship: 2, by: 0, pulse: 1, x: 450, y: 160 }]);
});

test("[S14] a pulse passes through a shielded ship and hits the one behind it", () => {
  const scene = worldOf(
    [shipAt(0, 300, 160), shipAt(1, 400, 160, { shieldTicks: 60 }), shipAt(2, 500, 160)],
    30,
  );
  const worlds = runTicks(scene, 12, ({ tick }) =>
    tick === 0 ? commandsOf([0, fire]) : commandsOf(),
  );
  expect(eventsOf(worlds).flatMap((act) => (act.type === "hit" ? [act.ship] : []))).toEqual([2]);
  expect(shipOf(worlds.at(-1), 1).energy).toBe(100);
});
