/** One match of 16 bots, seeded, and everything the server's own snapshots are made of, tick by tick. */
import { birthOf, keptMs, remoteShipOf, type Scenery, type Told, wireActOf } from "#server";
import type { WireEvent } from "#protocol";
import { botCommand, type Command, addShip, newBot, newWorld, step, type World } from "#simulation";

export interface Recorded {
  readonly scenery: Scenery;
  /** Seats of the ships that flew and were elsewhere a tick before. */
  readonly moving: ReadonlySet<number>;
}

const told = <T>(what: T): Told<T> => ({ what, context: undefined });

function movedSince(before: World, after: World): Set<number> {
  const moved = new Set<number>();
  after.ships.forEach((ship, index) => {
    const old = before.ships[index];
    if (ship.respawnTicks === 0 && old && (old.x !== ship.x || old.y !== ship.y))
      moved.add(ship.id);
  });
  return moved;
}

export function recorded(options: {
  readonly seed: number;
  readonly ships: number;
  readonly ticks: number;
  readonly tickRateHz: number;
}): Recorded[] {
  const { seed, ships, ticks, tickRateHz } = options;
  let world = newWorld({ seed, tickRateHz });
  for (let id = 0; id < ships; id++) world = addShip(world, id);
  const minds = Array.from({ length: ships }, (_, id) => newBot(seed + id));
  const keptTicks = (keptMs / 1000) * tickRateHz;
  let acts: Told<WireEvent>[] = [];
  return Array.from({ length: ticks }, () => {
    const commands = new Map<number, Command>();
    for (const [id, mind] of minds.entries()) {
      const [command, next] = botCommand(world, id, mind);
      commands.set(id, command);
      minds[id] = next;
    }
    const before = world;
    world = step(world, commands);
    const after = world;
    acts = acts.filter(({ what }) => what.tick > after.tick - keptTicks);
    for (const act of after.events) {
      const what = wireActOf(act, after);
      if (what) acts.push(told(what));
    }
    const scenery: Scenery = {
      world: after,
      ships: after.ships.map((ship) => remoteShipOf(ship, tickRateHz)),
      births: after.pulses.map((pulse) => told(birthOf(pulse))),
      acts: [...acts],
    };
    return { scenery, moving: movedSince(before, after) };
  });
}
