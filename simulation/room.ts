/** Changes of a world outside the step: a new world, a ship more or less, a ship replaced. */
import { tickRulesAt } from "./rules.ts";
import type { ShipDraft } from "./ship.ts";
import { spawnShip } from "./spawn.ts";
import type { Ship, World } from "./world.ts";

/** An empty arena in its first round. `tickRateHz` is 10 to 60, whole; throws a `RangeError` for any other. */
export function newWorld(options: { readonly seed: number; readonly tickRateHz: number }): World {
  const { tickRateHz } = options;
  return {
    tick: 0,
    tickRateHz,
    seed: options.seed >>> 0,
    round: { phase: "playing", number: 1, endsAtTick: tickRulesAt(tickRateHz).roundTicks },
    ships: [],
    pulses: [],
    events: [],
    history: [],
  };
}

/** The world with a ship in seat `id`, far from the others and shielded. Throws a `RangeError` for a seat taken or not there. */
export function addShip(world: World, id: number): World {
  if (!Number.isInteger(id) || id < 0 || id > 15)
    throw new RangeError(`seats are 0 to 15, not ${id}`);
  if (world.ships.some((ship) => ship.id === id)) throw new RangeError(`seat ${id} is taken`);
  const ship: ShipDraft = {
    id,
    x: 0,
    y: 0,
    vx: 0,
    vy: 0,
    aim: 0,
    energy: 0,
    fireWait: 0,
    dashWait: 0,
    shieldTicks: 0,
    respawnTicks: 0,
    thrusting: false,
    kills: 0,
    deaths: 0,
    score: 0,
    shots: 0,
  };
  const seed = spawnShip(ship, world.ships, world.seed, tickRulesAt(world.tickRateHz));
  return { ...withShip(world, ship), seed };
}

/** The world without that ship, its pulses and its history, so that the next ship in the seat has none of them. */
export function removeShip(world: World, id: number): World {
  return {
    ...world,
    ships: world.ships.filter((ship) => ship.id !== id),
    pulses: world.pulses.filter((pulse) => pulse.owner !== id),
    history: world.history.map((entry) => ({
      tick: entry.tick,
      ships: entry.ships.filter((ship) => ship.id !== id),
    })),
  };
}

/** The world with this ship in its seat instead of the one there: a browser does this with its own ship before it replays its commands. */
export function withShip(world: World, ship: Ship): World {
  const ships = world.ships.filter((other) => other.id !== ship.id);
  const after = ships.findIndex((other) => other.id > ship.id);
  ships.splice(after === -1 ? ships.length : after, 0, ship);
  return { ...world, ships };
}
