/** Simulates one seeded match of bots and keeps the tick state of each tick, from which the server makes its snapshots. */
import { historyMs, type TickState, type Traced, wireEventOf } from "#server";
import type { WireEvent } from "#protocol";
import {
  addShip,
  botCommand,
  type Command,
  newBot,
  newWorld,
  remoteShipOnWire,
  spawnOnWire,
  step,
  type World,
} from "#simulation";

export interface SimulatedTick {
  readonly tickState: TickState;
  /** Seats of the living ships whose position changed in this tick. */
  readonly moving: ReadonlySet<number>;
}

const untraced = <T>(what: T): Traced<T> => ({ what, context: undefined });

function shipsMovedSince(before: World, after: World): Set<number> {
  const moved = new Set<number>();
  after.ships.forEach((ship, index) => {
    const old = before.ships[index];
    if (ship.respawnTicks === 0 && old && (old.x !== ship.x || old.y !== ship.y))
      moved.add(ship.id);
  });
  return moved;
}

export function simulateMatch(options: {
  readonly seed: number;
  readonly ships: number;
  readonly ticks: number;
  readonly tickRateHz: number;
}): SimulatedTick[] {
  const { seed, ships, ticks, tickRateHz } = options;
  let world = newWorld({ seed, tickRateHz });
  for (let id = 0; id < ships; id++) world = addShip(world, id);
  const botMemories = Array.from({ length: ships }, (_, id) => newBot(seed + id));
  const keptTicks = (historyMs / 1000) * tickRateHz;
  let events: Traced<WireEvent>[] = [];
  return Array.from({ length: ticks }, () => {
    const commands = new Map<number, Command>();
    for (const [id, memory] of botMemories.entries()) {
      const [command, next] = botCommand(world, id, memory);
      commands.set(id, command);
      botMemories[id] = next;
    }
    const before = world;
    world = step(world, commands);
    const after = world;
    events = events.filter(({ what }) => what.tick > after.tick - keptTicks);
    for (const event of after.events) {
      const what = wireEventOf(event, after);
      if (what) events.push(untraced(what));
    }
    const tickState: TickState = {
      world: after,
      ships: after.ships.map((ship) => remoteShipOnWire(ship, tickRateHz)),
      spawns: after.pulses.map((pulse) => untraced(spawnOnWire(pulse))),
      events: [...events],
    };
    return { tickState, moving: shipsMovedSince(before, after) };
  });
}
