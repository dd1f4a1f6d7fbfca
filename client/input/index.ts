/** Keyboard, mouse, touch and gamepads, combined into one sample per tick. */
import { type PointerArea, Controls, type ControlSample, thrustDirectionOf } from "./controls.ts";
import { pollGamepads } from "./gamepad.ts";
import { bindKeyboard } from "./keyboard.ts";
import { bindMouse } from "./mouse.ts";
import { bindTouch } from "./touch.ts";

export type { ControlSample } from "./controls.ts";

export interface BoundControls {
  /** Call it once per tick. It contains the taps since the last call. */
  sample(): ControlSample;
  /** The controls at this moment, for drawing between ticks. Taps stay for `sample`. */
  peek(): ControlSample;
  dispose(): void;
}

export interface ControlsOptions extends PointerArea {
  /** Converts CSS pixels from the target's corner to units of the arena. */
  readonly toWorld: (screenX: number, screenY: number) => { x: number; y: number };
  readonly selfPosition: () => { x: number; y: number } | undefined;
}

export function createControls(options: ControlsOptions): BoundControls {
  const { toWorld, selfPosition } = options;
  const bound = new AbortController();
  const { signal } = bound;
  const controls = new Controls();
  bindKeyboard(controls, signal);
  const touch = bindTouch(options, controls, signal);
  const mouse = bindMouse(options, controls, signal);
  // The page gets no event for a key or button that is released outside of it.
  const release = (): void => {
    touch.release();
    mouse.release();
    controls.releaseAll();
  };
  addEventListener("blur", release, { signal });
  document.addEventListener("visibilitychange", () => document.hidden && release(), { signal });

  const aim = (): void => {
    const padAims = pollGamepads(controls);
    const pointer = mouse.at();
    const self = selfPosition();
    if (!padAims && pointer && self) {
      // The ship moves while the mouse rests, so the direction changes.
      const { x, y } = toWorld(pointer.x, pointer.y);
      controls.aimAlong(x - self.x, y - self.y);
    } else if (!padAims && !pointer) {
      // Without a pointer the ship aims where it thrusts.
      const pull = thrustDirectionOf(controls.held);
      controls.aimAlong(pull.x, pull.y);
    }
  };
  return {
    sample() {
      aim();
      return controls.sample();
    },
    peek() {
      aim();
      return controls.peek();
    },
    dispose() {
      bound.abort();
      touch.remove();
    },
  };
}
