/** The movement of a ship in one tick: straight where no wall is near, else in short steps that bounce off walls. */
import { arena } from "./arena.ts";
import type { Rect } from "./arena.ts";
import { clamp } from "./grid.ts";
import { bounce, shipRadius } from "./rules.ts";

/** A moving ship; functions of this file change it in place. */
export interface Body {
  x: number;
  y: number;
  vx: number;
  vy: number;
}

/** Less than the radius, so that no short step carries a ship's centre across a wall's side. */
const longestStep = 12;

/** Moves the body by (dx, dy), turning its velocity where it meets a wall. Answers whether it met one. */
export function moveBody(body: Body, dx: number, dy: number): boolean {
  if (
    isClear(
      Math.min(body.x, body.x + dx),
      Math.min(body.y, body.y + dy),
      Math.max(body.x, body.x + dx),
      Math.max(body.y, body.y + dy),
    )
  ) {
    body.x += dx;
    body.y += dy;
    return false;
  }
  const way = { x: dx, y: dy };
  const steps = Math.max(1, Math.ceil(Math.sqrt(dx * dx + dy * dy) / longestStep));
  let bounced = false;
  for (let step = 0; step < steps; step++) {
    body.x += way.x / steps;
    body.y += way.y / steps;
    if (keepInside(body, way)) bounced = true;
    for (const wall of arena.walls) if (keepOutside(body, way, wall)) bounced = true;
  }
  return bounced;
}

/** Whether a ship whose centre stays in this box can touch nothing. */
function isClear(left: number, top: number, right: number, bottom: number): boolean {
  if (
    left < shipRadius ||
    top < shipRadius ||
    right > arena.width - shipRadius ||
    bottom > arena.height - shipRadius
  )
    return false;
  for (const wall of arena.walls) {
    const apart =
      right < wall.x - shipRadius ||
      left > wall.x + wall.width + shipRadius ||
      bottom < wall.y - shipRadius ||
      top > wall.y + wall.height + shipRadius;
    if (!apart) return false;
  }
  return true;
}

function keepInside(body: Body, way: { x: number; y: number }): boolean {
  const x = clamp(body.x, shipRadius, arena.width - shipRadius);
  const y = clamp(body.y, shipRadius, arena.height - shipRadius);
  if (x === body.x && y === body.y) return false;
  if (x !== body.x) reflect(body, way, x > body.x ? 1 : -1, 0);
  if (y !== body.y) reflect(body, way, 0, y > body.y ? 1 : -1);
  body.x = x;
  body.y = y;
  return true;
}

function keepOutside(body: Body, way: { x: number; y: number }, wall: Rect): boolean {
  const nearX = clamp(body.x, wall.x, wall.x + wall.width);
  const nearY = clamp(body.y, wall.y, wall.y + wall.height);
  const offX = body.x - nearX;
  const offY = body.y - nearY;
  const square = offX * offX + offY * offY;
  if (square >= shipRadius * shipRadius) return false;
  if (square > 0) {
    const distance = Math.sqrt(square);
    pushOut(body, way, offX / distance, offY / distance, shipRadius - distance);
    return true;
  }
  // The centre is in the wall: out by the nearest side.
  const left = body.x - wall.x;
  const right = wall.x + wall.width - body.x;
  const up = body.y - wall.y;
  const down = wall.y + wall.height - body.y;
  const least = Math.min(left, right, up, down);
  if (least === left) pushOut(body, way, -1, 0, left + shipRadius);
  else if (least === right) pushOut(body, way, 1, 0, right + shipRadius);
  else if (least === up) pushOut(body, way, 0, -1, up + shipRadius);
  else pushOut(body, way, 0, 1, down + shipRadius);
  return true;
}

function pushOut(
  body: Body,
  way: { x: number; y: number },
  normalX: number,
  normalY: number,
  units: number,
): void {
  body.x += normalX * units;
  body.y += normalY * units;
  reflect(body, way, normalX, normalY);
}

/** Turns what is left of the way, and the velocity, off a wall with this normal. */
function reflect(
  body: Body,
  way: { x: number; y: number },
  normalX: number,
  normalY: number,
): void {
  const into = body.vx * normalX + body.vy * normalY;
  if (into < 0) {
    body.vx -= (1 + bounce) * into * normalX;
    body.vy -= (1 + bounce) * into * normalY;
  }
  const wayInto = way.x * normalX + way.y * normalY;
  if (wayInto < 0) {
    way.x -= (1 + bounce) * wayInto * normalX;
    way.y -= (1 + bounce) * wayInto * normalY;
  }
}
