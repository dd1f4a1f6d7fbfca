/**
 * The shortest path round the walls, on a visibility graph: its nodes are the walls' corners, each moved away from its wall,
 * its edges join corners between which a ship flies straight. The arena never changes, so the graph is computed once.
 */
import { arena, shareToRect } from "./arena.ts";
import type { Point, Rect } from "./arena.ts";
import { shipRadius } from "./rules.ts";

/** How far from a wall's corner the path turns. */
const cornerUnits = 60;
/** A straight line this far from every wall leaves room for a ship and its drift. */
const clearanceUnits = shipRadius + 8;

const inflated = ({ x, y, width, height }: Rect, units: number): Rect => ({
  x: x - units,
  y: y - units,
  width: width + 2 * units,
  height: height + 2 * units,
});

const contains = ({ x, y, width, height }: Rect, point: Point): boolean =>
  point.x > x && point.x < x + width && point.y > y && point.y < y + height;

const walls = arena.walls.map((wall) => ({ wall, inflated: inflated(wall, clearanceUnits) }));

/** Whether a ship flies straight from one point to the other. A ship close to a wall may move along its side. */
function isStraight(from: Point, to: Point): boolean {
  for (const { wall, inflated: wide } of walls) {
    const rect = contains(wide, from) || contains(wide, to) ? wall : wide;
    if (shareToRect(rect, from.x, from.y, to.x - from.x, to.y - from.y) <= 1) return false;
  }
  return true;
}

const lengthBetween = (from: Point, to: Point): number => {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  return Math.sqrt(dx * dx + dy * dy);
};

const corners: readonly Point[] = arena.walls.flatMap((wall) => {
  const { x, y, width, height } = inflated(wall, cornerUnits);
  return [
    { x, y },
    { x: x + width, y },
    { x, y: y + height },
    { x: x + width, y: y + height },
  ];
});

const cornerAt = (index: number): Point => corners[index] ?? { x: 0, y: 0 };

/** Of the shortest path from corner to corner, by Floyd and Warshall. */
const lengths: readonly Float64Array[] = (() => {
  const table = corners.map((from) =>
    Float64Array.from(corners, (to) => (isStraight(from, to) ? lengthBetween(from, to) : Infinity)),
  );
  for (const [middle, onward] of table.entries())
    for (const row of table) {
      const first = row[middle] ?? Infinity;
      onward.forEach((second, to) => {
        row[to] = Math.min(row[to] ?? Infinity, first + second);
      });
    }
  return table;
})();

const lengthOf = (first: number, last: number): number => lengths[first]?.[last] ?? Infinity;

/** The next point on the shortest path to a place: the place itself, or the first corner. */
export function nextWaypoint(from: Point, there: Point): Point {
  if (isStraight(from, there)) return there;
  const last = [...corners.keys()].filter((index) => isStraight(cornerAt(index), there));
  let waypoint = there;
  let least = Infinity;
  corners.forEach((corner, first) => {
    const length = lengthBetween(from, corner);
    // A ship at this corner continues to the next.
    if (length < 8) return;
    for (const index of last) {
      const whole = length + lengthOf(first, index) + lengthBetween(cornerAt(index), there);
      if (whole >= least || !isStraight(from, corner)) continue;
      least = whole;
      waypoint = corner;
    }
  });
  return waypoint;
}
