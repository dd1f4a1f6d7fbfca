/** Worlds and ships for the tests of this folder. */
import fc from "fast-check";
import { emptyCommand, newWorld, step, withShip } from "./index.ts";
import type { GameEvent, Command, Ship, World } from "./index.ts";

export const rates = [10, 15, 20, 30, 45, 60];

/** A ship at rest in open ground, whole and unshielded, unless told otherwise. */
export const shipAt = (id: number, x: number, y: number, more: Partial<Ship> = {}): Ship => ({
  id,
  x,
  y,
  vx: 0,
  vy: 0,
  aim: 0,
  energy: 100,
  fireWait: 0,
  dashWait: 0,
  shieldTicks: 0,
  respawnTicks: 0,
  thrusting: false,
  kills: 0,
  deaths: 0,
  score: 0,
  shots: 0,
  ...more,
});

export const worldOf = (ships: readonly Ship[], tickRateHz = 30): World =>
  ships.reduce(withShip, newWorld({ seed: 7, tickRateHz }));

export const commandsOf = (
  ...commands: readonly (readonly [number, Partial<Command>])[]
): Map<number, Command> =>
  new Map(commands.map(([id, command]) => [id, { ...emptyCommand, ...command }]));

/** The worlds of the next ticks; `commandsAt` is asked with the world that each step starts from. */
export function runTicks(
  world: World,
  ticks: number,
  commandsAt: (world: World) => ReadonlyMap<number, Command> = () => new Map(),
): World[] {
  const worlds: World[] = [];
  let current = world;
  for (let tick = 0; tick < ticks; tick++) {
    current = step(current, commandsAt(current));
    worlds.push(current);
  }
  return worlds;
}

export const eventsOf = (worlds: readonly World[]): GameEvent[] =>
  worlds.flatMap((world) => world.events);

export function shipOf(world: World | undefined, id: number): Ship {
  const ship = world?.ships.find((candidate) => candidate.id === id);
  if (ship === undefined) throw new Error(`no ship in seat ${id}`);
  return ship;
}

/** Freezes a value and all values in it, so that a write throws. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

export const anyCommand = fc.record<Command>({
  buttons: fc.integer({ min: 0, max: 63 }),
  aim: fc.integer({ min: 0, max: 1023 }),
  thrustX: fc.integer({ min: -7, max: 7 }),
  thrustY: fc.integer({ min: -7, max: 7 }),
  viewTick16: fc.integer({ min: 0, max: 4000 }),
});
