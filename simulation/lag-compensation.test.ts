import fc from "fast-check";
import { expect, test } from "vitest";
import { Button, pulseAt, step, withShip } from "./index.ts";
import type { GameEvent, Ship, World } from "./index.ts";
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
const hitsOf = (worlds: readonly World[]): GameEvent[] =>
  eventsOf(worlds).filter((act) => act.type === "hit");

/** A shooter that waits at (300, 160), aiming along +x, and a target that crosses its line of fire at some speed. */
const crossing = (rate: number, x: number, y: number, vy: number): World =>
  worldOf([shipAt(0, 300, 160), shipAt(1, x, y, { vy })], rate);

/** Where a browser that draws the world `late16` sixteenths of a tick late shows the target at `tick`. */
function interpolatedShip(
  worlds: readonly World[],
  tick: number,
  late16: number,
): Ship | undefined {
  const at = tick - late16 / 16;
  const [older, newer] = [Math.floor(at), Math.floor(at) + 1].map((whole) =>
    worlds.find((world) => world.tick === whole)?.ships.find((ship) => ship.id === 1),
  );
  if (older === undefined || newer === undefined) return undefined;
  const share = at - Math.floor(at);
  return {
    ...older,
    x: older.x + (newer.x - older.x) * share,
    y: older.y + (newer.y - older.y) * share,
  };
}

test("[S15] a pulse hits what its shooter was shown", () => {
  const story = fc.record({
    rate: fc.constantFrom(...rates),
    x: fc.integer({ min: 380, max: 900 }),
    startsAbove: fc.integer({ min: 0, max: 110 }),
    vy: fc.integer({ min: 100, max: 430 }),
    lateMs: fc.integer({ min: 1, max: 500 }),
    // The command of the target for every tick: it turns, brakes and dashes.
    dance: fc.array(fc.integer({ min: 0, max: 15 }), { minLength: 4, maxLength: 40 }),
  });
  fc.assert(
    fc.property(story, ({ rate, x, startsAbove, vy, lateMs, dance }) => {
      const late16 = Math.floor((lateMs * rate * 16) / 1000);
      const shotAt = Math.ceil(rate / 2) + 1;
      const scene = crossing(rate, x, 160 - startsAbove, vy);
      const fly = ({ tick }: World): ReturnType<typeof commandsOf> =>
        commandsOf(
          [0, tick + 1 === shotAt ? { ...fire, viewTick16: shotAt * 16 - late16 } : {}],
          [
            1,
            { buttons: (dance[tick % dance.length] ?? 0) | (tick % 37 === 36 ? Button.dash : 0) },
          ],
        );
      const worlds = [scene, ...runTicks(scene, shotAt + rate, fly)];
      const pulse = worlds.find((world) => world.tick === shotAt)?.pulses[0];
      if (pulse === undefined) throw new Error("nothing was fired");
      expect(pulse.rewindSixteenths).toBe(late16);
      // The shooter's own screen, in 64 frames a tick: the nearest that its pulse came to the target's picture.
      let nearest = Infinity;
      for (let tick = shotAt; tick < shotAt + rate; tick += 1 / 64) {
        const at = pulseAt(pulse, tick, rate);
        const seen = interpolatedShip(worlds, tick, late16);
        if (seen !== undefined)
          nearest = Math.min(nearest, Math.sqrt((seen.x - at.x) ** 2 + (seen.y - at.y) ** 2));
      }
      // The frames are too few to distinguish a near hit from a near miss.
      fc.pre(Math.abs(nearest - 20) > 0.3);
      expect(hitsOf(worlds).length).toBe(nearest < 20 ? 1 : 0);
    }),
    {
      numRuns: 400,
      // Turns that a straight line through both ticks gets wrong.
      examples: [
        [
          {
            rate: 10,
            x: 538,
            startsAbove: 3,
            vy: 100,
            lateMs: 307,
            dance: [0, 9, 9, 14, 10, 5, 0, 0, 0, 0],
          },
        ],
        [{ rate: 10, x: 380, startsAbove: 0, vy: 146, lateMs: 407, dance: [5, 0, 14, 0, 0] }],
      ],
    },
  );
});

test("[S15] a shooter who sees the world 300 ms late hits where it aimed, and misses without lag compensation", () => {
  const scene = crossing(30, 420, 60, 430);
  const outcome = (viewTick16: number): number =>
    hitsOf(
      runTicks(scene, 40, ({ tick }) =>
        commandsOf([0, tick === 15 ? { ...fire, viewTick16 } : {}]),
      ),
    ).length;
  expect([outcome(16 * 16 - 9 * 16), outcome(0)]).toEqual([1, 0]);
});

test("[S16] the rewind is the shooter's delay, from 0 to 500 ms", () => {
  for (const rate of rates) {
    const rewind = (viewTick16: number): number | undefined =>
      step(
        { ...worldOf([shipAt(0, 300, 160)], rate), tick: 99 },
        commandsOf([0, { ...fire, viewTick16 }]),
      ).pulses[0]?.rewindSixteenths;
    expect([rewind(0), rewind(1600), rewind(1597), rewind(1700), rewind(1)]).toEqual([
      0,
      0,
      3,
      0,
      8 * rate,
    ]);
  }
});

test("[S16] the history reaches exactly as far back as the longest rewind", () => {
  for (const rate of rates) {
    const ticks = runTicks(worldOf([shipAt(0, 300, 160)], rate), 100)
      .at(-1)
      ?.history.map((entry) => entry.tick);
    expect([ticks?.[0], ticks?.at(-1)]).toEqual([100 - Math.ceil(rate / 2), 100]);
  }
});

test("[S17] a destroyed ship cannot be hit again where it was shown", () => {
  const hitters = (energy: number): number[] => {
    const scene = worldOf(
      [shipAt(0, 300, 160), shipAt(1, 500, 160, { energy }), shipAt(2, 700, 160)],
      30,
    );
    const worlds = runTicks(scene, 40, ({ tick }) =>
      commandsOf(
        [0, tick === 0 ? fire : {}],
        [2, { aim: 512, ...(tick === 3 ? { ...fire, viewTick16: 4 } : {}) }],
      ),
    );
    return eventsOf(worlds).flatMap((act) =>
      act.type === "hit" && act.ship === 1 ? [act.by] : [],
    );
  };
  expect([hitters(100), hitters(8)]).toEqual([[0, 2], [0]]);
});

test("[S17] a ship that jumped is hit at its old position until the jump and at its new one after, never in between", () => {
  const shotAt = 10;
  /** Hits of a pulse fired downwards at x, half a tick before the jump as the shooter sees it, on a target that jumps from x 400 to x 800. */
  const hitsAt = (x: number, below: number): number => {
    let world = worldOf([shipAt(0, x, 160, { aim: 256 }), shipAt(1, 400, 160 + below)], 10);
    const worlds: World[] = [];
    for (let tick = 1; tick <= 16; tick++) {
      if (tick === shotAt) world = withShip(world, { ...shipOf(world, 1), x: 800 });
      world = step(
        world,
        commandsOf([
          0,
          { aim: 256, ...(tick === shotAt ? { ...fire, viewTick16: shotAt * 16 - 24 } : {}) },
        ]),
      );
      worlds.push(world);
    }
    return hitsOf(worlds).length;
  };
  // The pulse is 100 units below the shooter before the seen jump, 200 units after it.
  expect([400, 600, 800].map((x) => hitsAt(x, 100))).toEqual([1, 0, 0]);
  expect([400, 600, 800].map((x) => hitsAt(x, 200))).toEqual([0, 0, 1]);
});

test("[S17] a new ship cannot be hit at a time before it was there", () => {
  let world = worldOf([shipAt(0, 300, 160)], 30);
  world = runTicks(world, 20).at(-1) ?? world;
  const [joined] = runTicks(withShip(world, shipAt(1, 330, 160)), 1, ({ tick }) =>
    commandsOf([0, { ...fire, viewTick16: (tick + 1) * 16 - 160 }]),
  );
  const worlds = runTicks(joined ?? world, 9);
  expect(hitsOf(worlds)).toEqual([]);
});
