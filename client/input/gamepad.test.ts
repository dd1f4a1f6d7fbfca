import { expect, test } from "vitest";
import { Button } from "#simulation";
import { padState, type Pad } from "./gamepad.ts";

const idle = { buttons: 0, leanX: 0, leanY: 0, aimX: 0, aimY: 0 };

const pad = (part: { axes?: number[]; down?: number[] } & Partial<Pad> = {}): Pad => ({
  connected: true,
  mapping: "standard",
  axes: [0, 0, 0, 0],
  buttons: Array.from({ length: 17 }, (_, index) => ({
    pressed: part.down?.includes(index) ?? false,
  })),
  ...part,
});

test("every button of the standard layout does what the help says", () => {
  const does = (index: number): number => padState([pad({ down: [index] })]).buttons;
  expect([0, 7].map(does)).toEqual([Button.fire, Button.fire]);
  expect([1, 6].map(does)).toEqual([Button.dash, Button.dash]);
  expect([12, 13, 14, 15].map(does)).toEqual([Button.up, Button.down, Button.left, Button.right]);
  expect([2, 3, 4, 5, 8, 9, 10, 11, 16].map(does)).toEqual(Array(9).fill(0));
});

test("gamepads in any slots add up, and an idle one adds nothing", () => {
  const firing = pad({ down: [7], axes: [1, 0, 0, 0] });
  const aiming = pad({ down: [1], axes: [0, -1, 0, 1] });
  const alone = { buttons: Button.fire, leanX: 1, leanY: 0, aimX: 0, aimY: 0 };
  expect(padState([null, pad(), firing])).toEqual(alone);
  expect(padState([firing, null, pad()])).toEqual(alone);
  expect(padState([firing, aiming])).toEqual({
    buttons: Button.fire | Button.dash,
    leanX: 1,
    leanY: -1,
    aimX: 0,
    aimY: 1,
  });
});

test.each<[string, (Pad | null)[]]>([
  ["no pad", []],
  ["empty slots", [null, null]],
  ["a pad that went away", [pad({ connected: false, down: [0], axes: [1, 1, 1, 1] })]],
  ["a pad of unknown layout", [pad({ mapping: "", down: [0], axes: [1, 1, 1, 1] })]],
  ["sticks off their middle", [pad({ axes: [0.1, -0.1, 0.2, 0.2] })]],
  ["no axes and no buttons", [pad({ axes: [], buttons: [] })]],
  ["axes that are no numbers", [pad({ axes: [Number.NaN, 1, Number.POSITIVE_INFINITY, 0] })]],
  ["axes far out of range", [pad({ axes: [9e9, 0, 0, -300] })]],
])("%s holds nothing", (_what, pads) => {
  expect(padState(pads)).toEqual(idle);
});
