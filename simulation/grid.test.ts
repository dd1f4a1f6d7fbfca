import fc from "fast-check";
import { expect, test } from "vitest";
import { aimAlong, turnBetween, cosine, sine } from "./angle.ts";
import { onVelocityGrid, onVelocityGridTowards } from "./grid.ts";
import { step } from "./index.ts";
import type { Ship } from "./index.ts";
import { anyCommand, shipAt, worldOf } from "./world-fixtures.suite.ts";

test("[S3] the table approximates the sine, and opposite directions cancel to the last bit", () => {
  for (let aim = 0; aim < 1024; aim++) {
    expect(sine(aim)).toBeCloseTo(Math.sin((aim / 512) * Math.PI), 14);
    expect(cosine(aim)).toBeCloseTo(Math.cos((aim / 512) * Math.PI), 14);
    expect(sine(aim) + sine(aim + 512)).toBe(0);
  }
});

test("[S3] aimAlong returns every aim for its own direction", () => {
  for (let aim = 0; aim < 1024; aim++)
    expect(aimAlong(cosine(aim) * 300, sine(aim) * 300)).toBe(aim);
  expect(aimAlong(0, 0)).toBe(0);
});

test("a turn goes the short way round", () => {
  expect([turnBetween(1000, 10), turnBetween(10, 1000), turnBetween(0, 512)]).toEqual([
    34, -34, -512,
  ]);
});

test("[S2] a velocity rounded towards its goal reaches it and never passes it", () => {
  fc.assert(
    fc.property(
      fc.double({ min: -1000, max: 1000, noNaN: true }),
      fc.integer({ min: -1720, max: 1720 }),
      (velocity, quarters) => {
        const goal = quarters / 4;
        const rounded = onVelocityGridTowards(velocity, goal);
        expect(Math.abs(rounded - goal)).toBeLessThanOrEqual(Math.abs(velocity - goal));
        expect(onVelocityGrid(rounded)).toBe(rounded);
      },
    ),
  );
});

test("[S2] a velocity that rounds to zero is 0, not -0", () => {
  expect([onVelocityGrid(-0.01), onVelocityGridTowards(-0.01, 0)]).toEqual([0, 0]);
});

test("[S2] after any step every number lies on the grid of the wire, and none is -0", () => {
  const numbersOf = (ship: Ship): number[] => [
    ship.x * 8,
    ship.y * 8,
    ship.vx * 4,
    ship.vy * 4,
    ship.aim,
    ship.energy * 16,
    ship.fireWait,
    ship.dashWait,
    ship.shieldTicks,
    ship.shots,
  ];
  fc.assert(
    fc.property(
      fc.integer({ min: 10, max: 60 }),
      fc.array(anyCommand, { minLength: 1, maxLength: 60 }),
      (tickRateHz, commands) => {
        let world = worldOf([shipAt(0, 1000, 560)], tickRateHz);
        for (const command of commands) {
          world = step(world, new Map([[0, command]]));
          for (const ship of world.ships) {
            expect(
              numbersOf(ship).filter(
                (number) => !Number.isInteger(number) || Object.is(number, -0),
              ),
            ).toEqual([]);
            expect(Math.max(Math.abs(ship.vx), Math.abs(ship.vy))).toBeLessThanOrEqual(1023.75);
            expect(ship.energy).toBeLessThanOrEqual(100);
          }
          for (const pulse of world.pulses)
            expect([pulse.x * 8, pulse.y * 8].every(Number.isInteger)).toBe(true);
        }
      },
    ),
  );
});
