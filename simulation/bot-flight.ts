/** How a bot finds its way: round the wall that stands before it, and never into one. */
import { arena, shareToRect } from "./arena.ts";
import type { Point, Rect } from "./arena.ts";
import { distanceBetween } from "./bot-sight.ts";
import { clamp } from "./grid.ts";
import { topSpeed } from "./rules.ts";
import { isFlying } from "./ship.ts";
import type { Ship, World } from "./world.ts";

/** How far from a wall a bot rounds its corner, and how near it dares to come otherwise. */
const berth = 60;

/** Where to fly to in order to get there: there, or round the nearest corner of the wall in between. */
export function wayTo(from: Point, there: Point): Point {
  let nearest = Infinity;
  let blocking: Rect | undefined;
  for (const wall of arena.walls) {
    const share = shareToRect(wall, from.x, from.y, there.x - from.x, there.y - from.y);
    if (share < nearest) {
      nearest = share;
      blocking = wall;
    }
  }
  if (blocking === undefined) return there;
  let way = there;
  let least = Infinity;
  for (const corner of cornersOf(blocking)) {
    if (shareToRect(blocking, from.x, from.y, corner.x - from.x, corner.y - from.y) <= 1) continue;
    const length = distanceBetween(from, corner) + distanceBetween(corner, there);
    if (length < least) {
      least = length;
      way = corner;
    }
  }
  return way;
}

const cornersOf = (wall: Rect): Point[] => [
  { x: wall.x - berth, y: wall.y - berth },
  { x: wall.x + wall.width + berth, y: wall.y - berth },
  { x: wall.x - berth, y: wall.y + wall.height + berth },
  { x: wall.x + wall.width + berth, y: wall.y + wall.height + berth },
];

/** The spawn point that is farthest from everyone else, for what it takes to get there. */
export function refuge(world: World, self: Ship): Point {
  let best: Point = self;
  let most = -Infinity;
  for (const spawn of arena.spawns) {
    let nearest = arena.width;
    for (const other of world.ships)
      if (other.id !== self.id && isFlying(other))
        nearest = Math.min(nearest, distanceBetween(spawn, other));
    const worth = nearest - distanceBetween(spawn, self) / 2;
    if (worth > most) {
      most = worth;
      best = spawn;
    }
  }
  return best;
}

/** Adds to a wish (a direction of length about 1) a push away from what the ship is about to fly into. */
export function awayFromWalls(ship: Ship, wish: Point): Point {
  const aheadX = ship.x + ship.vx * 0.3;
  const aheadY = ship.y + ship.vy * 0.3;
  // A ship at top speed minds walls from farther off than one that creeps.
  const room = berth * (0.6 + (Math.abs(ship.vx) + Math.abs(ship.vy)) / (2 * topSpeed));
  let { x, y } = wish;
  x += Math.max(0, 1 - aheadX / room) * 2 - Math.max(0, 1 - (arena.width - aheadX) / room) * 2;
  y += Math.max(0, 1 - aheadY / room) * 2 - Math.max(0, 1 - (arena.height - aheadY) / room) * 2;
  for (const wall of arena.walls) {
    const nearX = clamp(aheadX, wall.x, wall.x + wall.width);
    const nearY = clamp(aheadY, wall.y, wall.y + wall.height);
    // Bound to run into the wall: away from its middle. Else away from its nearest point.
    const inside = nearX === aheadX && nearY === aheadY;
    const offX = inside ? ship.x - clamp(ship.x, wall.x, wall.x + wall.width) : aheadX - nearX;
    const offY = inside ? ship.y - clamp(ship.y, wall.y, wall.y + wall.height) : aheadY - nearY;
    const distance = Math.sqrt(offX * offX + offY * offY);
    if (distance === 0 || (!inside && distance >= room)) continue;
    const push = inside ? 2 : 2 * (1 - distance / room);
    x += (offX / distance) * push;
    y += (offY / distance) * push;
  }
  return { x, y };
}
