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

test("a button that is reported as held before every sample is one tap, not one per sample", () => {
  const controls = new Controls();
  controls.hold("pad", Button.fire);
  controls.sample();
  controls.hold("pad", Button.fire);
  controls.hold("pad", 0);
  expect(controls.sample().buttons).toBe(0);
});

test("the leans of sticks add up, an idle stick adds nothing, and the sum is at most full thrust", () => {
  const controls = new Controls();
  controls.lean("thumb", 1, 0);
  controls.lean("pad", 0, 0);
  expect(controls.sample()).toMatchObject({ thrustX: 7, thrustY: 0 });
  controls.lean("pad", 0, 1);
  expect(controls.sample()).toMatchObject({ thrustX: 5, thrustY: 5 });
  controls.lean("thumb", 0, 0);
  expect(controls.sample()).toMatchObject({ thrustX: 0, thrustY: 7 });
});

test("losing the focus releases every button and drops every tap", () => {
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

test("for directions all around, aim stays in range", () => {
  for (let degrees = 0; degrees < 360; degrees++) {
    const angle = (degrees / 180) * Math.PI;
    const aim = aimOf(Math.cos(angle), Math.sin(angle));
    expect(aim).toBeGreaterThanOrEqual(0);
    expect(aim).toBeLessThanOrEqual(1023);
  }
});

test("without a direction the aim does not change", () => {
  const controls = new Controls();
  controls.aimAlong(0, 1);
  controls.aimAlong(0, 0);
  expect(controls.sample().aim).toBe(256);
});

test("a stick gives no thrust in its dead zone and full thrust before its rim", () => {
  expect(thrustOf(0.1, -0.1)).toEqual({ thrustX: 0, thrustY: 0 });
  expect(thrustOf(0.92, 0)).toEqual({ thrustX: 7, thrustY: 0 });
  expect(thrustOf(-1, 0)).toEqual({ thrustX: -7, thrustY: 0 });
  const diagonal = thrustOf(0.7, 0.7);
  expect(Math.hypot(diagonal.thrustX, diagonal.thrustY)).toBeLessThanOrEqual(7.2);
});
