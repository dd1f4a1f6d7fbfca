import fc from "fast-check";
import { expect, test } from "vitest";
import { arena, botCommand, addShip, newBot, newWorld, step } from "./index.ts";
import type { Command, Point, Ship } from "./index.ts";
import { nextWaypoint } from "./pathfinding.ts";

/** Little more than a ship's width: a ship that stays within it looks as if it stood still. */
const stillUnits = 40;
const stillSeconds = 3;

interface Stop {
  readonly seed: number;
  readonly seat: number;
  readonly tick: number;
  readonly seconds: number;
}

/** The bots that stayed within `stillUnits` of a place for too long, in a round, its podium and the start of the next round. */
function stopsIn(room: { seed: number; bots: number; tickRateHz: number; minutes: number }) {
  const { seed, bots, tickRateHz, minutes } = room;
  let world = newWorld({ seed, tickRateHz });
  for (let seat = 0; seat < bots; seat++) world = addShip(world, seat);
  const minds = world.ships.map(({ id }) => newBot(seed * 16 + id));
  const since = new Map<number, { ship: Ship; tick: number }>();
  const stops: Stop[] = [];
  while (world.tick < minutes * 60 * tickRateHz) {
    const commands = new Map<number, Command>();
    for (const [seat, mind] of minds.entries()) {
      const [command, next] = botCommand(world, seat, mind);
      commands.set(seat, command);
      minds[seat] = next;
    }
    world = step(world, commands);
    for (const ship of world.ships) {
      const start = since.get(ship.id);
      const isThere =
        start && Math.hypot(ship.x - start.ship.x, ship.y - start.ship.y) <= stillUnits;
      if (!isThere || ship.respawnTicks > 0) since.set(ship.id, { ship, tick: world.tick });
      const seconds = (world.tick - (since.get(ship.id)?.tick ?? 0)) / tickRateHz;
      if (seconds > stillSeconds) stops.push({ seed, seat: ship.id, tick: world.tick, seconds });
    }
  }
  return stops;
}

const rooms = [
  { rooms: 10, bots: 6, tickRateHz: 30 },
  { rooms: 2, bots: 6, tickRateHz: 60 },
  { rooms: 22, bots: 6, tickRateHz: 15 },
  { rooms: 5, bots: 16, tickRateHz: 10 },
  { rooms: 10, bots: 2, tickRateHz: 10 },
];
const minutes = 3.5;

test("[S23] in a thousand bot minutes no bot that flies stays within 40 units for more than three seconds", () => {
  const stops: Stop[] = [];
  let botMinutes = 0;
  for (const { rooms: count, bots, tickRateHz } of rooms) {
    for (let seed = 1; seed <= count; seed++) {
      stops.push(...stopsIn({ seed, bots, tickRateHz, minutes }));
      botMinutes += bots * minutes;
    }
  }
  expect(botMinutes).toBeGreaterThan(1000);
  expect(stops).toEqual([]);
}, 120_000);

const isOpen = ({ x, y }: Point): boolean =>
  arena.walls.every(
    (wall) =>
      x < wall.x - 20 ||
      x > wall.x + wall.width + 20 ||
      y < wall.y - 20 ||
      y > wall.y + wall.height + 20,
  );
const openPoint = fc
  .record({
    x: fc.integer({ min: 20, max: arena.width - 20 }),
    y: fc.integer({ min: 20, max: arena.height - 20 }),
  })
  .filter(isOpen);

test("[S23] a bot that follows waypoints reaches any place from any place", () => {
  fc.assert(
    fc.property(openPoint, openPoint, (from, there) => {
      let at: Point = from;
      for (let legs = 0; legs < 8 && at !== there; legs++) at = nextWaypoint(at, there);
      expect(at).toBe(there);
    }),
    { numRuns: 2000 },
  );
});
