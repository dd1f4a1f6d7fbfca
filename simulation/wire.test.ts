import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  ownShipFromWire,
  ownShipOnWire,
  pointFromWire,
  pointOnWire,
  pulseCounter,
  pulseFromWire,
  pulseId,
  spawnOnWire,
} from "./index.ts";
import { commandsOf, runTicks, shipAt, worldOf } from "./world-fixtures.suite.ts";
import { Button } from "./world.ts";

const fight = runTicks(
  worldOf([shipAt(0, 400, 400), shipAt(3, 700, 500, { aim: 600 })]),
  60,
  ({ tick }) =>
    commandsOf(
      [0, { buttons: Button.fire | Button.right, aim: (tick * 37) & 1023 }],
      [3, { buttons: Button.fire | Button.up, aim: (tick * 53) & 1023 }],
    ),
);

test("[S2] a ship comes back from the wire as it was, but for its score", () => {
  for (const { ships } of fight)
    for (const ship of ships)
      expect(ownShipFromWire(ship.id, ownShipOnWire(ship))).toEqual({
        ...ship,
        kills: 0,
        deaths: 0,
        score: 0,
      });
});

test("[S2] a pulse comes back from the wire as it was, but for its rewind", () => {
  const pulses = fight.flatMap((world) => world.pulses);
  expect(pulses.length).toBeGreaterThan(0);
  for (const pulse of pulses)
    expect(pulseFromWire(spawnOnWire(pulse))).toEqual({ ...pulse, rewindSixteenths: 0 });
});

test("[S11] the id of a pulse names its owner and its number", () => {
  fc.assert(
    fc.property(fc.nat(15), fc.nat(4095), (owner, counter) => {
      const id = pulseId(owner, counter);
      expect(pulseCounter(id)).toBe(counter);
      expect((id - counter) / 4096).toBe(owner);
    }),
  );
});

test("[S2] a point on the wire is at most 1/8 unit from where it was", () => {
  const coordinate = fc.double({ min: 0, max: 2400, noNaN: true });
  fc.assert(
    fc.property(coordinate, coordinate, (x, y) => {
      const shown = pointFromWire(pointOnWire({ x, y }));
      expect(Math.abs(shown.x - x)).toBeLessThanOrEqual(1 / 8);
      expect(Math.abs(shown.y - y)).toBeLessThanOrEqual(1 / 8);
    }),
  );
});
