/** One u32 for a whole world: engines with equal hashes computed the same bits. */
import { energyGrid, positionGrid, velocityGrid } from "./grid.ts";
import type { Pulse, Ship, World } from "./world.ts";

/** Over tick, seed, round, ships and pulses as grid integers. What follows from those of the ticks before (events, past) is left out. */
export function hashOf(world: World): number {
  const { round } = world;
  let hash = mixed([
    world.tick,
    world.tickRateHz,
    world.seed,
    round.phase === "playing" ? 1 : 2,
    round.number,
    round.endsAtTick,
  ]);
  // A sum, so that the order of the lists has no influence.
  for (const ship of world.ships) hash = (hash + mixed(shipIntegers(ship))) >>> 0;
  for (const pulse of world.pulses) hash = (hash + mixed(pulseIntegers(pulse))) >>> 0;
  return hash;
}

const shipIntegers = (ship: Ship): number[] => [
  1,
  ship.id,
  ship.x * positionGrid,
  ship.y * positionGrid,
  ship.vx * velocityGrid,
  ship.vy * velocityGrid,
  ship.aim,
  ship.energy * energyGrid,
  ship.fireWait,
  ship.dashWait,
  ship.shieldTicks,
  ship.respawnTicks,
  ship.thrusting ? 1 : 0,
  ship.kills,
  ship.deaths,
  ship.score,
  ship.shots,
];

const pulseIntegers = (pulse: Pulse): number[] => [
  2,
  pulse.id,
  pulse.owner,
  pulse.spawnTick,
  pulse.x * positionGrid,
  pulse.y * positionGrid,
  pulse.aim,
  pulse.rewindSixteenths,
];

/** FNV-1a over whole integers, with a final scramble (murmur3's) so that sums of them stay well spread. */
function mixed(integers: readonly number[]): number {
  let hash = 0x811c9dc5;
  for (const integer of integers) hash = Math.imul(hash ^ integer, 0x01000193) ^ (hash >>> 13);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
