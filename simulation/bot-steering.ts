/** How a bot steers: away from its hunters when it is weak, and not into walls. */
import { cosine, sine } from "./angle.ts";
import { arena, shareToWall } from "./arena.ts";
import type { Point } from "./arena.ts";
import { distanceBetween } from "./bot-perception.ts";
import { aimSteps, clamp } from "./grid.ts";
import { exponentialDecay, dragPerSecond, topSpeed } from "./rules.ts";
import { isFlying } from "./ship.ts";
import type { Ship, World } from "./world.ts";

/** A bot this near to its goal has arrived. */
export const arrivedUnits = 100;

/** A bot changes to another refuge only if that one is better by this much. */
const goalBiasUnits = 500;

/**
 * The spawn point that is farthest from everyone else, for what it takes to get there; rather the one at `goal`, where it is
 * going already. Never the one where it is: a waiting ship is found.
 */
export function fleeGoal(world: World, self: Ship, goal: Point): Point {
  let best: Point = self;
  let most = -Infinity;
  for (const spawn of arena.spawns) {
    const way = distanceBetween(spawn, self);
    if (way < arrivedUnits) continue;
    let nearest = arena.width;
    for (const other of world.ships)
      if (other.id !== self.id && isFlying(other))
        nearest = Math.min(nearest, distanceBetween(spawn, other));
    const isGoal = spawn.x === goal.x && spawn.y === goal.y;
    const worth = nearest - way / 2 + (isGoal ? goalBiasUnits : 0);
    if (worth > most) {
      most = worth;
      best = spawn;
    }
  }
  return best;
}

/** A sixteenth of a turn apart: thrust itself is no finer than seven steps. */
const directions: readonly Point[] = Array.from({ length: 16 }, (_, index) => {
  const aim = (index * aimSteps) / 16;
  return { x: cosine(aim), y: sine(aim) };
});

/** How far ahead a bot looks for walls. */
const lookSeconds = 0.4;
/** A bot keeps this distance from walls. */
const wallClearanceUnits = 60;
/** Under drag a ship moves in `lookSeconds` as far as at constant velocity in this time. */
const coastSeconds = (1 - exponentialDecay(dragPerSecond * lookSeconds)) / dragPerSecond;
const thrustUnits = topSpeed * (lookSeconds - coastSeconds);

/**
 * The direction of full thrust that is nearest to a wanted direction (of any length) without a collision with a wall. There is always
 * one: a sum of wanted direction and wall forces would cancel out at some places, and bots would stand there.
 */
export function steer(ship: Ship, desired: Point): Point {
  const length = Math.sqrt(desired.x * desired.x + desired.y * desired.y);
  const speed = Math.sqrt(ship.vx * ship.vx + ship.vy * ship.vy);
  const free =
    distanceToWall(ship.x, ship.y) > thrustUnits + speed * coastSeconds + wallClearanceUnits;
  if (free && length > 0) return { x: desired.x / length, y: desired.y / length };
  let best: Point = desired;
  let most = -Infinity;
  for (const direction of directions) {
    const serves = (direction.x * desired.x + direction.y * desired.y) / (length || 1);
    // Of two ways around a wall, it stays on the present one.
    const keeps = (direction.x * ship.vx + direction.y * ship.vy) / topSpeed;
    let worth = serves + keeps * 0.2;
    if (worth > most) worth -= wallDanger(ship, direction);
    if (worth <= most) continue;
    most = worth;
    best = direction;
  }
  return best;
}

/** 0 where thrust in this direction keeps clear of all walls, 2 to 4 where it runs into one. */
function wallDanger(ship: Ship, direction: Point): number {
  const dx = direction.x * thrustUnits + ship.vx * coastSeconds;
  const dy = direction.y * thrustUnits + ship.vy * coastSeconds;
  const share = shareToWall(ship.x, ship.y, dx, dy);
  if (share <= 1) return 4 - share;
  return 2 * Math.max(0, 1 - distanceToWall(ship.x + dx, ship.y + dy) / wallClearanceUnits);
}

/** Distance to the nearest wall or border. */
function distanceToWall(x: number, y: number): number {
  let least = Infinity;
  for (const wall of arena.walls) {
    const offX = x - clamp(x, wall.x, wall.x + wall.width);
    const offY = y - clamp(y, wall.y, wall.y + wall.height);
    least = Math.min(least, offX * offX + offY * offY);
  }
  return Math.min(Math.sqrt(least), x, y, arena.width - x, arena.height - y);
}
