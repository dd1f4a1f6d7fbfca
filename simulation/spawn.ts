/** Where ships spawn: far from the others, at random among the spawn points that are about as far. */
import { arena } from "./arena.ts";
import type { Point } from "./arena.ts";
import { nextRandom } from "./random.ts";
import { fullEnergy } from "./rules.ts";
import type { TickRules } from "./rules.ts";
import { isFlying } from "./ship.ts";
import type { ShipDraft } from "./ship.ts";
import type { Ship } from "./world.ts";

/** A spawn point and the next seed. */
function spawnPointFarFrom(others: readonly Ship[], seed: number): [Point, number] {
  const distances = arena.spawns.map((spawn) => {
    let nearest = arena.width;
    for (const { x, y } of others)
      nearest = Math.min(
        nearest,
        Math.sqrt((x - spawn.x) * (x - spawn.x) + (y - spawn.y) * (y - spawn.y)),
      );
    return nearest;
  });
  const farthest = Math.max(...distances);
  const candidates = arena.spawns.filter((_, index) => (distances[index] ?? 0) >= farthest * 0.8);
  const [chosen, next] = nextRandom(seed, candidates.length);
  return [candidates[chosen] ?? { x: arena.width / 2, y: 120 }, next];
}

/** Changes the ship, which the caller made: full energy, shielded, at a spawn point. Returns the next seed. */
export function spawnShip(
  ship: ShipDraft,
  all: readonly Ship[],
  seed: number,
  rules: TickRules,
): number {
  const [spawn, next] = spawnPointFarFrom(
    all.filter((other) => other.id !== ship.id && isFlying(other)),
    seed,
  );
  ship.x = spawn.x;
  ship.y = spawn.y;
  ship.vx = 0;
  ship.vy = 0;
  ship.energy = fullEnergy;
  ship.fireWait = 0;
  ship.dashWait = 0;
  ship.shieldTicks = rules.shieldTicks;
  ship.respawnTicks = 0;
  ship.thrusting = false;
  return next;
}
