import { expect, test } from "vitest";
import { Button, arena, botCommand, addShip, newBot, newWorld, shipRadius, step } from "./index.ts";
import type { BotMemory, Command, World } from "./index.ts";
import { eventsOf, deepFreeze, shipAt, worldOf } from "./world-fixtures.suite.ts";

interface Match {
  readonly worlds: readonly World[];
  readonly minds: readonly (readonly BotMemory[])[];
}

/** So many bots against each other for so many seconds. */
function match(bots: number, seconds: number, tickRateHz: number, seed = 3): Match {
  let world = newWorld({ seed, tickRateHz });
  for (let id = 0; id < bots; id++) world = addShip(world, id);
  let minds = world.ships.map((ship) => newBot(seed + ship.id));
  const worlds: World[] = [];
  const allMinds: BotMemory[][] = [];
  for (let tick = 0; tick < seconds * tickRateHz; tick++) {
    const now = world;
    const decisions = minds.map((mind, id) => botCommand(now, id, mind));
    minds = decisions.map(([, mind]) => mind);
    world = step(world, new Map(decisions.map(([command], id) => [id, command])));
    worlds.push(world);
    allMinds.push(minds);
  }
  return { worlds, minds: allMinds };
}

test("[S22] a bot's command and memory follow from its arguments, which it does not change", () => {
  const { worlds, minds } = match(6, 10, 30);
  worlds.slice(0, -1).forEach((world, index) => {
    const mind = minds[index]?.[2] ?? newBot(0);
    expect(
      botCommand(deepFreeze(structuredClone(world)), 2, deepFreeze(structuredClone(mind))),
    ).toEqual(botCommand(world, 2, mind));
  });
});

test("[S22] a bot's personality follows from its seed", () => {
  expect(newBot(4)).toEqual(newBot(4));
});

test("[S22] a bot's commands are in the range of a player's controls", () => {
  const { worlds, minds } = match(6, 30, 30);
  const commands: Command[] = worlds.flatMap((world, index) =>
    (minds[index] ?? []).map((mind, id) => botCommand(world, id, mind)[0]),
  );
  for (const { buttons, aim, thrustX, thrustY } of commands) {
    expect([buttons, aim, thrustX, thrustY].every(Number.isInteger)).toBe(true);
    expect(buttons & ~(Button.fire | Button.dash)).toBe(0);
    expect(aim >= 0 && aim < 1024 && Math.max(Math.abs(thrustX), Math.abs(thrustY)) <= 7).toBe(
      true,
    );
  }
});

test("[S23] bots hit and miss, kill and dodge at every rate", () => {
  for (const rate of [10, 30, 60]) {
    const counts = { fired: 0, hit: 0, burst: 0, dashed: 0 };
    for (const act of eventsOf(match(8, 60, rate).worlds))
      if (act.type in counts) counts[act.type as keyof typeof counts]++;
    expect(counts.hit / counts.fired).toBeGreaterThan(0.06);
    expect(counts.hit / counts.fired).toBeLessThan(0.4);
    expect(counts.burst).toBeGreaterThan(2);
    expect(counts.dashed).toBeGreaterThan(5);
  }
});

test("[S23] bots keep moving and avoid walls", () => {
  const ships = match(6, 60, 30).worlds.flatMap((world) =>
    world.ships.filter((ship) => ship.respawnTicks === 0),
  );
  const share = (of: (ship: (typeof ships)[number]) => boolean): number =>
    ships.filter(of).length / ships.length;
  const near = shipRadius + 1;
  expect(share(({ vx, vy }) => vx * vx + vy * vy < 400)).toBeLessThan(0.05);
  const touches = ({ x, y }: { x: number; y: number }): boolean =>
    x < near ||
    y < near ||
    x > arena.width - near ||
    y > arena.height - near ||
    arena.walls.some(
      (wall) =>
        x > wall.x - near &&
        x < wall.x + wall.width + near &&
        y > wall.y - near &&
        y < wall.y + wall.height + near,
    );
  expect(share(touches)).toBeLessThan(0.02);
});

test("[S23] bots do not all hunt the same ship", () => {
  for (const seed of [1, 2, 3]) {
    const { minds } = match(8, 60, 30, seed);
    const crowds = minds.map((now) =>
      Math.max(...now.map((mind) => now.filter((other) => other.target === mind.target).length)),
    );
    expect(crowds.reduce((sum, crowd) => sum + crowd, 0) / crowds.length).toBeLessThan(4);
  }
});

test("[S23] bots in one place, with the same ships about, hunt different ones", () => {
  const prey = [
    shipAt(1, 600, 160),
    shipAt(2, 1250, 160),
    shipAt(3, 900, 450),
    shipAt(4, 1240, 300),
  ];
  const world = worldOf([shipAt(0, 920, 160), ...prey]);
  const hunted = Array.from(
    { length: 40 },
    (_, seed) => botCommand(world, 0, newBot(seed))[1].target,
  );
  expect(new Set(hunted)).toEqual(new Set([1, 2, 3, 4]));
});

test("[S23] among the bots of a hundred seeds no two have the same personality", () => {
  expect(
    new Set(Array.from({ length: 100 }, (_, seed) => JSON.stringify(newBot(seed).personality)))
      .size,
  ).toBe(100);
});

test("[S23] a weak bot retreats from the enemy that a strong one attacks", () => {
  const closing = (energy: number): number => {
    const world = worldOf([shipAt(0, 1200, 160, { energy }), shipAt(1, 1800, 160)]);
    return botCommand(world, 0, newBot(8))[0].thrustX;
  };
  expect([Math.sign(closing(100)), Math.sign(closing(5))]).toEqual([1, -1]);
});
