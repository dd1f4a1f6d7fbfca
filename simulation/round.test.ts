import { expect, test } from "vitest";
import { Button, hashOf, addShip, removeShip, newWorld, step, withShip } from "./index.ts";
import type { World } from "./index.ts";
import {
  eventsOf,
  runTicks,
  rates,
  shipAt,
  shipOf,
  commandsOf,
  worldOf,
} from "./world-fixtures.suite.ts";

const fire = { buttons: Button.fire };

/** The world with its round about to end in the next tick but one. */
const near = (world: World, phase: World["round"]["phase"] = "playing"): World => ({
  ...world,
  round: { phase, number: 4, endsAtTick: world.tick + 2 },
});

test("[S10] a ship without energy is destroyed, waits 2 s in its place and respawns with full energy and shielded", () => {
  for (const rate of rates) {
    const scene = worldOf([shipAt(0, 300, 160), shipAt(1, 400, 160, { energy: 8, vx: 40 })], rate);
    const worlds = runTicks(scene, rate * 4, ({ tick }) => commandsOf([0, tick === 0 ? fire : {}]));
    const [burst, respawned] = eventsOf(worlds).filter(
      (act) => act.type === "burst" || act.type === "respawned",
    );
    expect((respawned?.tick ?? 0) - (burst?.tick ?? 0)).toBe(2 * rate);
    const waiting = shipOf(worlds[(burst?.tick ?? 1) + rate - 1], 1);
    expect(burst).toMatchObject({ ship: 1, by: 0, x: waiting.x, y: waiting.y });
    expect(shipOf(worlds[(respawned?.tick ?? 1) - 1], 1)).toMatchObject({
      energy: 100,
      respawnTicks: 0,
      shieldTicks: Math.round(1.5 * rate),
    });
  }
});

test("[S10] a shield lasts 1.5 s and ends at once on firing", () => {
  const shields = (buttons: number): number[] =>
    runTicks(worldOf([shipAt(0, 300, 160, { shieldTicks: 45 })], 30), 50, ({ tick }) =>
      commandsOf([0, tick === 9 ? { buttons } : {}]),
    ).map((world) => shipOf(world, 0).shieldTicks);
  expect(shields(0)).toEqual(Array.from({ length: 50 }, (_, index) => Math.max(0, 44 - index)));
  expect(shields(Button.fire).slice(7, 12)).toEqual([37, 36, 0, 0, 0]);
});

test("[S10] ships respawn far from the others", () => {
  for (let seed = 0; seed < 200; seed++) {
    const world = {
      ...worldOf([shipAt(0, 200, 200), shipAt(1, 400, 200, { respawnTicks: 1 })]),
      seed,
    };
    const [ship, other] = [shipOf(step(world, commandsOf()), 1), shipOf(world, 0)];
    expect(Math.sqrt((ship.x - other.x) ** 2 + (ship.y - other.y) ** 2)).toBeGreaterThan(1200);
  }
});

test("[S10] the respawn position follows from the seed, and differs between seeds", () => {
  const placeFor = (seed: number): string => {
    const { x, y } = shipOf(addShip(newWorld({ seed, tickRateHz: 30 }), 0), 0);
    return `${x},${y}`;
  };
  expect(placeFor(3)).toBe(placeFor(3));
  expect(new Set(Array.from({ length: 200 }, (_, seed) => placeFor(seed))).size).toBe(16);
});

test("[S18] a hit scores 10, a kill 100 more, a death costs 25, and no score is negative", () => {
  const scores = (energy: number, score: number): unknown[] => {
    const scene = worldOf([shipAt(0, 300, 160), shipAt(1, 400, 160, { energy, score })]);
    const world = runTicks(scene, 20, ({ tick }) => commandsOf([0, tick === 0 ? fire : {}])).at(-1);
    return [0, 1].map((id) => [
      shipOf(world, id).kills,
      shipOf(world, id).deaths,
      shipOf(world, id).score,
    ]);
  };
  expect(scores(100, 60)).toEqual([
    [0, 0, 10],
    [0, 0, 60],
  ]);
  expect(scores(8, 60)).toEqual([
    [1, 0, 110],
    [0, 1, 35],
  ]);
  expect(scores(8, 20)).toEqual([
    [1, 0, 110],
    [0, 1, 0],
  ]);
});

test("[S19] a round lasts 3 minutes, then 10 s of podium, then the next one; both changes are events", () => {
  for (const rate of [10, 60]) {
    const begin = newWorld({ seed: 1, tickRateHz: rate });
    expect(begin.round).toEqual({ phase: "playing", number: 1, endsAtTick: 180 * rate });
    const worlds = runTicks(begin, 195 * rate);
    expect(eventsOf(worlds)).toEqual([
      { type: "round-ended", tick: 180 * rate },
      { type: "round-started", tick: 190 * rate },
    ]);
    expect(worlds.at(-1)?.round).toEqual({ phase: "playing", number: 2, endsAtTick: 370 * rate });
  }
});

test("[S19] scores stay through the podium and start at 0 with the next round", () => {
  const scene = worldOf([shipAt(0, 300, 160, { kills: 2, deaths: 1, score: 195 })]);
  const tallies = (world: World): number[][] =>
    runTicks(near(world, world.round.phase), 3).map((after) => [
      shipOf(after, 0).kills,
      shipOf(after, 0).deaths,
      shipOf(after, 0).score,
    ]);
  expect(tallies(scene)).toEqual([
    [2, 1, 195],
    [2, 1, 195],
    [2, 1, 195],
  ]);
  expect(tallies(near(scene, "podium"))).toEqual([
    [2, 1, 195],
    [0, 0, 0],
    [0, 0, 0],
  ]);
});

test("[S14] during the podium ships fly and fire, and lose no energy", () => {
  const podium: World = {
    ...worldOf([shipAt(0, 300, 160), shipAt(1, 400, 160)]),
    round: { phase: "podium", number: 1, endsAtTick: 300 },
  };
  const events = eventsOf(runTicks(podium, 30, () => commandsOf([0, { ...fire, thrustX: 2 }])));
  expect(new Set(events.map((act) => act.type))).toEqual(new Set(["fired"]));
});

test("[S20] sixteen ships join at sixteen places, with full energy and shielded, in the order of their ids", () => {
  let world = newWorld({ seed: 5, tickRateHz: 30 });
  for (const id of [3, 15, 0, 9, 1, 2, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14])
    world = addShip(world, id);
  expect(world.ships.map((ship) => ship.id)).toEqual(Array.from({ length: 16 }, (_, id) => id));
  expect(new Set(world.ships.map(({ x, y }) => `${x},${y}`)).size).toBe(16);
  expect(world.ships.every((ship) => ship.energy === 100 && ship.shieldTicks === 45)).toBe(true);
});

test("[S20] a seat that is taken or does not exist, and a rate out of range, are refused", () => {
  const world = addShip(newWorld({ seed: 5, tickRateHz: 30 }), 3);
  for (const id of [3, -1, 16, 0.5]) expect(() => addShip(world, id)).toThrow(RangeError);
  for (const tickRateHz of [9, 61, 30.5, NaN])
    expect(() => newWorld({ seed: 1, tickRateHz })).toThrow(RangeError);
});

test("[S20] a ship that leaves is removed with its pulses and history, and no other is", () => {
  const world =
    runTicks(worldOf([shipAt(0, 300, 160), shipAt(1, 300, 400)]), 10, () =>
      commandsOf([0, fire], [1, fire]),
    ).at(-1) ?? worldOf([]);
  const rest = removeShip(world, 1);
  expect(rest.ships).toEqual(world.ships.filter((ship) => ship.id === 0));
  expect(rest.pulses).toEqual(world.pulses.filter((pulse) => pulse.owner === 0));
  expect(rest.history.flatMap((entry) => entry.ships.map((ship) => ship.id))).toEqual(
    Array.from({ length: 10 }, () => 0),
  );
});

test("[S20] withShip puts a ship in its seat, instead of the one that is there", () => {
  const world = withShip(
    withShip(worldOf([shipAt(1, 300, 160), shipAt(5, 300, 400)]), shipAt(3, 500, 160)),
    shipAt(5, 700, 160),
  );
  expect(world.ships.map(({ id, x }) => [id, x])).toEqual([
    [1, 300],
    [3, 500],
    [5, 700],
  ]);
});

test("[S21] the hash depends on every number, and not on order or identity", () => {
  const world =
    runTicks(worldOf([shipAt(0, 300, 160), shipAt(1, 300, 400)]), 12, () =>
      commandsOf([0, fire], [1, { ...fire, thrustX: 7 }]),
    ).at(-1) ?? worldOf([]);
  const hash = hashOf(world);
  expect(
    hashOf(
      structuredClone({
        ...world,
        ships: world.ships.toReversed(),
        pulses: world.pulses.toReversed(),
      }),
    ),
  ).toBe(hash);
  const [first, ...others] = world.ships;
  const [pulse, ...pulses] = world.pulses;
  if (first === undefined || pulse === undefined) throw new Error("an empty scene");
  const onGrid: Record<string, number> = { x: 0.125, y: 0.125, vx: 0.25, vy: 0.25, energy: 0.0625 };
  const changed: World[] = [
    { ...world, tick: world.tick + 1 },
    { ...world, seed: world.seed + 1 },
    { ...world, round: { ...world.round, number: 2 } },
    { ...world, round: { ...world.round, phase: "podium" } },
    ...Object.entries(first).map(([name, value]) => ({
      ...world,
      ships: [
        { ...first, [name]: typeof value === "boolean" ? !value : value + (onGrid[name] ?? 1) },
        ...others,
      ],
    })),
    ...Object.entries(pulse).map(([name, value]) => ({
      ...world,
      pulses: [{ ...pulse, [name]: value + (onGrid[name] ?? 1) }, ...pulses],
    })),
  ];
  expect(new Set([hash, ...changed.map(hashOf)]).size).toBe(changed.length + 1);
});
