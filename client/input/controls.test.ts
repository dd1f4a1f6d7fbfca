import { expect, test } from "vitest";
import { Button } from "#simulation";
import { aimOf, Controls, thrustOf } from "./controls.ts";

test("a tap of fire between two samples shows in exactly one of them", () => {
  const controls = new Controls();
  controls.hold("mouse", Button.fire);
  controls.hold("mouse", 0);
  expect([controls.sample().buttons, controls.sample().buttons]).toEqual([Button.fire, 0]);
});

test("a held button shows in every sample until it is released", () => {
  const controls = new Controls();
  controls.hold("KeyW", Button.up);
  const whileHeld = [controls.sample().buttons, controls.sample().buttons];
  controls.hold("KeyW", 0);
  expect([...whileHeld, controls.sample().buttons]).toEqual([Button.up, Button.up, 0]);
});

test("two keys for one button hold it until both are up", () => {
  const controls = new Controls();
  controls.hold("KeyW", Button.up);
  controls.hold("ArrowUp", Button.up);
  controls.sample();
  controls.hold("KeyW", 0);
  expect(controls.sample().buttons).toBe(Button.up);
  controls.hold("ArrowUp", 0);
  expect(controls.sample().buttons).toBe(0);
});

test("a button that is told as held at every sample is one tap, not one a sample", () => {
  const controls = new Controls();
  controls.hold("pad", Button.fire);
  controls.sample();
  controls.hold("pad", Button.fire);
  controls.hold("pad", 0);
  expect(controls.sample().buttons).toBe(0);
});

test("what sticks lean adds up, an idle one adds nothing, and no sum is more than full thrust", () => {
  const controls = new Controls();
  controls.lean("thumb", 1, 0);
  controls.lean("pad", 0, 0);
  expect(controls.sample()).toMatchObject({ thrustX: 7, thrustY: 0 });
  controls.lean("pad", 0, 1);
  expect(controls.sample()).toMatchObject({ thrustX: 5, thrustY: 5 });
  controls.lean("thumb", 0, 0);
  expect(controls.sample()).toMatchObject({ thrustX: 0, thrustY: 7 });
});

test("losing focus lets go of everything, taps too", () => {
  const controls = new Controls();
  controls.hold("KeyW", Button.up);
  controls.hold("mouse", Button.fire);
  controls.lean("stick", 1, 0);
  controls.releaseAll();
  expect(controls.sample()).toEqual({ buttons: 0, aim: 0, thrustX: 0, thrustY: 0 });
});

test("aim counts clockwise on screen from the right, a thousand and twenty-four to the turn", () => {
  expect([aimOf(1, 0), aimOf(0, 1), aimOf(-1, 0), aimOf(0, -1), aimOf(1, -1e-9)]).toEqual([
    0, 256, 512, 768, 0,
  ]);
});

test("aim stays in range whatever the direction", () => {
  for (let degrees = 0; degrees < 360; degrees++) {
    const angle = (degrees / 180) * Math.PI;
    const aim = aimOf(Math.cos(angle), Math.sin(angle));
    expect(aim).toBeGreaterThanOrEqual(0);
    expect(aim).toBeLessThanOrEqual(1023);
  }
});

test("without a direction the nose stays where it was", () => {
  const controls = new Controls();
  controls.aimAlong(0, 1);
  controls.aimAlong(0, 0);
  expect(controls.sample().aim).toBe(256);
});

test("a stick rests in its dead zone and reaches full thrust before its rim", () => {
  expect(thrustOf(0.1, -0.1)).toEqual({ thrustX: 0, thrustY: 0 });
  expect(thrustOf(0.92, 0)).toEqual({ thrustX: 7, thrustY: 0 });
  expect(thrustOf(-1, 0)).toEqual({ thrustX: -7, thrustY: 0 });
  const diagonal = thrustOf(0.7, 0.7);
  expect(Math.hypot(diagonal.thrustX, diagonal.thrustY)).toBeLessThanOrEqual(7.2);
});
