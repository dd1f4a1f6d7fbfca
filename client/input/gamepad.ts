/**
 * Standard gamepads, all of them together: left stick thrusts, right stick aims, right trigger or A fires, left trigger or
 * B dashes, the cross thrusts too (https://w3c.github.io/gamepad/#remapping).
 */
import { Button } from "#simulation";
import { type Controls, stickDeadZone } from "./controls.ts";

/** The fields of `Gamepad` that are read. */
export type Pad = Pick<Gamepad, "axes" | "connected" | "mapping"> & {
  readonly buttons: readonly Pick<GamepadButton, "pressed">[];
};

export interface PadState {
  readonly buttons: number;
  /** -1 to 1 per gamepad, each way. */
  readonly leanX: number;
  readonly leanY: number;
  /** Zero while no gamepad aims. */
  readonly aimX: number;
  readonly aimY: number;
}

const buttonAt: readonly (readonly [index: number, button: number])[] = [
  [0, Button.fire],
  [7, Button.fire],
  [1, Button.dash],
  [6, Button.dash],
  [12, Button.up],
  [13, Button.down],
  [14, Button.left],
  [15, Button.right],
];
/** Larger than for thrust, so that a released stick does not turn the ship. */
const aimDeadZone = 0.35;

const idle: PadState = { buttons: 0, leanX: 0, leanY: 0, aimX: 0, aimY: 0 };

export function padState(pads: readonly (Pad | null)[]): PadState {
  return pads
    .filter((pad) => pad?.connected === true && pad.mapping === "standard")
    .reduce((sum, pad) => (pad ? addPad(sum, pad) : sum), idle);
}

function addPad(sum: PadState, { axes, buttons }: Pad): PadState {
  const [leanX, leanY] = stickOf(axes[0], axes[1], stickDeadZone);
  const [aimX, aimY] = stickOf(axes[2], axes[3], aimDeadZone);
  const held = buttonAt.filter(([index]) => buttons[index]?.pressed === true);
  return {
    buttons: held.reduce((set, [, button]) => set | button, sum.buttons),
    leanX: sum.leanX + leanX,
    leanY: sum.leanY + leanY,
    aimX: sum.aimX + aimX,
    aimY: sum.aimY + aimY,
  };
}

/** Some drivers report no axes, or NaN. */
function stickOf(x = 0, y = 0, dead: number): readonly [x: number, y: number] {
  const lean = Math.hypot(x, y);
  return lean > dead && lean <= 2 ? [x, y] : [0, 0];
}

/**
 * Reads the gamepads. Browsers offer their state and no events, so it is read at each sample. A gamepad that is unplugged, or that
 * a permissions policy hides, holds nothing. Returns whether a gamepad is aiming.
 */
export function pollGamepads(controls: Controls): boolean {
  const { buttons, leanX, leanY, aimX, aimY } = readPads();
  controls.hold("gamepads", buttons);
  controls.lean("gamepads", leanX, leanY);
  controls.aimAlong(aimX, aimY);
  return aimX !== 0 || aimY !== 0;
}

function readPads(): PadState {
  try {
    return padState(navigator.getGamepads());
  } catch {
    return idle;
  }
}
