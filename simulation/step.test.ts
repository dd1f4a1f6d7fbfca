import fc from "fast-check";
import { expect, test } from "vitest";
import { botCommand, hashOf, addShip, newBot, newWorld, step } from "./index.ts";
import type { Command, Ship, World } from "./index.ts";
import { replay } from "./replay.ts";
import { anyCommand, deepFreeze, runTicks, shipOf } from "./world-fixtures.suite.ts";

/** A full room that has fought for a while. */
function fought(seed: number, tickRateHz: number, ticks: number): World {
  let world = newWorld({ seed, tickRateHz });
  for (let id = 0; id < 16; id++) world = addShip(world, id);
  const bots = world.ships.map((ship) => newBot(seed + ship.id));
  return runTicks(world, ticks, (now) => botCommands(now, bots)).at(-1) ?? world;
}

/** The commands of all bots; their memories are in `bots`. */
function botCommands(world: World, bots: ReturnType<typeof newBot>[]): Map<number, Command> {
  return new Map(
    bots.map((memory, id) => {
      const [command, next] = botCommand(world, id, memory);
      bots[id] = next;
      return [id, command];
    }),
  );
}

test("[S3] the step changes none of its arguments", () => {
  const before = deepFreeze(fought(11, 30, 400));
  const copy = structuredClone(before);
  const bots = before.ships.map((ship) => newBot(ship.id));
  const worlds = runTicks(before, 200, (world) => deepFreeze(botCommands(deepFreeze(world), bots)));
  expect(before).toEqual(copy);
  expect(worlds.length).toBe(200);
});

test("[S3] the same arguments give the same world", () => {
  const world = fought(12, 20, 300);
  const commands = new Map(
    world.ships.map((ship) => [
      ship.id,
      { buttons: 31, aim: ship.id * 60, thrustX: 0, thrustY: 0, viewTick16: world.tick * 16 - 50 },
    ]),
  );
  expect(step(structuredClone(world), commands)).toEqual(step(world, commands));
  expect(hashOf(fought(12, 20, 300))).toBe(hashOf(world));
  expect(hashOf(fought(13, 20, 300))).not.toBe(hashOf(world));
});

test("[S3] the scripted match has the hashes that are written here", () => {
  // The same three numbers are expected of browsers. They change with the rules, and only with them.
  expect([
    replay({ seed: 1, ticks: 2000, tickRateHz: 10 }),
    replay({ seed: 1, ticks: 700, tickRateHz: 30 }),
    replay({ seed: 1, ticks: 700, tickRateHz: 60 }),
  ]).toEqual([3949985300, 1563822924, 355735761]);
});

/** The fields of a ship that only the server knows: they depend on what its pulses hit. */
const flightOf = ({
  kills: _kills,
  score: _score,
  ...flight
}: Ship): Omit<Ship, "kills" | "score"> => flight;

test("[S4] a world with one ship alone gives it the movement and the pulses of the full world, until it is hit", () => {
  const worlds = [10, 30, 60].map((rate) => fought(21, rate, rate * 8));
  const story = fc.record({
    world: fc.constantFrom(...worlds),
    id: fc.integer({ min: 0, max: 15 }),
    commands: fc.array(fc.option(anyCommand), { minLength: 10, maxLength: 40 }),
  });
  let compared = 0;
  fc.assert(
    fc.property(story, ({ world, id, commands }) => {
      if (shipOf(world, id).respawnTicks > 0) return;
      const bots = world.ships.map((ship) => newBot(ship.id));
      let full = world;
      let own: World = {
        ...world,
        ships: [shipOf(world, id)],
        pulses: world.pulses.filter((pulse) => pulse.owner === id),
        history: [],
      };
      for (const command of commands) {
        const commands = botCommands(full, bots);
        if (command === null) commands.delete(id);
        else commands.set(id, command);
        full = step(full, commands);
        own = step(own, new Map(command === null ? [] : [[id, command]]));
        if (full.events.some((act) => act.type === "hit" && act.ship === id)) return;
        expect(flightOf(shipOf(own, id))).toEqual(flightOf(shipOf(full, id)));
        expect(own.round).toEqual(full.round);
        // Pulses that have hit are missing from the full world; all others are the same.
        expect(own.pulses).toEqual(
          expect.arrayContaining(full.pulses.filter((pulse) => pulse.owner === id)),
        );
        compared++;
      }
    }),
    { numRuns: 150 },
  );
  expect(compared).toBeGreaterThan(1000);
});
