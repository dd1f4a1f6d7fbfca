/** The player's hands: keyboard, mouse, touch and gamepads as one sample a tick. */
import { type PointerArea, Controls, type ControlSample, thrustDirectionOf } from "./controls.ts";
import { pollGamepads } from "./gamepad.ts";
import { bindKeyboard } from "./keyboard.ts";
import { bindMouse } from "./mouse.ts";
import { bindTouch } from "./touch.ts";

export type { ControlSample } from "./controls.ts";

export interface BoundControls {
  /** Call once a tick: taps since the last call are in it, and then forgotten. */
  sample(): ControlSample;
  /** The hands at this moment, for drawing between ticks; uses up no tap. */
  peek(): ControlSample;
  dispose(): void;
}

export interface ControlsOptions extends PointerArea {
  /** Takes CSS pixels from the target's corner. */
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
  // What comes up elsewhere is never told here.
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
      // The ship moves under a resting mouse: aim anew each time.
      const { x, y } = toWorld(pointer.x, pointer.y);
      controls.aimAlong(x - self.x, y - self.y);
    } else if (!padAims && !pointer) {
      // Keys only: the nose follows the thrust.
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
