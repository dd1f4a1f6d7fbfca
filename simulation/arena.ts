/** The arena: 2400 x 1600 units, nine walls, symmetric so that no corner has an advantage. */

export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const width = 2400;
const height = 1600;

/** A point and its mirror images across both axes. */
const mirrored = ({ x, y }: Point): Point[] => [
  { x, y },
  { x: width - x, y },
  { x, y: height - y },
  { x: width - x, y: height - y },
];

const walls: readonly Rect[] = [
  // The pillar in the middle.
  { x: 1140, y: 740, width: 120, height: 120 },
  // A ring around it of four bars, with a gap at each corner.
  { x: 1020, y: 500, width: 360, height: 40 },
  { x: 1020, y: 1060, width: 360, height: 40 },
  { x: 720, y: 620, width: 40, height: 360 },
  { x: 1640, y: 620, width: 40, height: 360 },
  // One bar in front of each corner, as cover for ships that have just spawned.
  { x: 360, y: 320, width: 320, height: 40 },
  { x: 1720, y: 320, width: 320, height: 40 },
  { x: 360, y: 1240, width: 320, height: 40 },
  { x: 1720, y: 1240, width: 320, height: 40 },
];

/** Sixteen, one for every seat. */
const spawns: readonly Point[] = [
  ...mirrored({ x: 160, y: 160 }),
  ...mirrored({ x: 480, y: 520 }),
  ...mirrored({ x: 900, y: 280 }),
  { x: 1200, y: 120 },
  { x: 1200, y: 1480 },
  { x: 160, y: 800 },
  { x: 2240, y: 800 },
];

export const arena: {
  readonly width: number;
  readonly height: number;
  readonly walls: readonly Rect[];
  readonly spawns: readonly Point[];
} = { width, height, walls, spawns };

/**
 * Where the way from (x, y) by (dx, dy) meets the first wall or the border, as a share of that way:
 * 0 at the start, 1 at the end, Infinity for a free way. The whole way is tested, so that nothing passes through a wall.
 */
export function shareToWall(x: number, y: number, dx: number, dy: number): number {
  if (x <= 0 || y <= 0 || x >= width || y >= height) return 0;
  let nearest = Infinity;
  if (dx !== 0) nearest = Math.min(nearest, ((dx > 0 ? width : 0) - x) / dx);
  if (dy !== 0) nearest = Math.min(nearest, ((dy > 0 ? height : 0) - y) / dy);
  if (nearest > 1) nearest = Infinity;
  for (const wall of walls) nearest = Math.min(nearest, shareToRect(wall, x, y, dx, dy));
  return nearest;
}

/** The slab test: the way is inside the wall while it is between both pairs of sides. */
export function shareToRect(rect: Rect, x: number, y: number, dx: number, dy: number): number {
  let enter = 0;
  let leave = 1;
  if (dx === 0) {
    if (x < rect.x || x > rect.x + rect.width) return Infinity;
  } else {
    const one = (rect.x - x) / dx;
    const other = (rect.x + rect.width - x) / dx;
    enter = Math.max(enter, Math.min(one, other));
    leave = Math.min(leave, Math.max(one, other));
    if (enter > leave) return Infinity;
  }
  if (dy === 0) {
    if (y < rect.y || y > rect.y + rect.height) return Infinity;
  } else {
    const one = (rect.y - y) / dy;
    const other = (rect.y + rect.height - y) / dy;
    enter = Math.max(enter, Math.min(one, other));
    leave = Math.min(leave, Math.max(one, other));
  }
  return enter > leave ? Infinity : enter;
}
