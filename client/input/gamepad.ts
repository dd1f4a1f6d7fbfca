/** The first standard gamepad: left stick thrusts, right stick aims, right trigger or A fires, left trigger or B dashes. */
import { Button } from "#simulation";
import type { Controls } from "./controls.ts";

/** Browsers tell the state of a pad, not its events: polled at each sample. Returns whether the pad is aiming. */
export function pollGamepad(controls: Controls): boolean {
  const pad = navigator.getGamepads?.().find((each) => each?.mapping === "standard");
  if (!pad) return false;
  const [leftX = 0, leftY = 0, rightX = 0, rightY = 0] = pad.axes;
  const isDown = (index: number): boolean => pad.buttons[index]?.pressed ?? false;
  controls.lean(leftX, leftY);
  const hold = (source: string, button: number, down: boolean): void => {
    if (!down) controls.release(source);
    else controls.press(source, button);
  };
  hold("pad-fire", Button.fire, isDown(7) || isDown(0));
  hold("pad-dash", Button.dash, isDown(6) || isDown(1));
  hold("pad-up", Button.up, isDown(12));
  hold("pad-down", Button.down, isDown(13));
  hold("pad-left", Button.left, isDown(14));
  hold("pad-right", Button.right, isDown(15));
  const aiming = Math.hypot(rightX, rightY) > 0.35;
  if (aiming) controls.aimAlong(rightX, rightY);
  return aiming;
}
