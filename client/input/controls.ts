/**
 * Combines all input devices. Each device holds buttons and leans under a name of its own, and all of them add up, so an idle one
 * adds nothing. A sample is taken once a tick. A press that began and ended between two samples is in the next one.
 */
import { Button } from "#simulation";

/** The controls of one tick. The netcode makes a Command of it by adding the moment that was on screen. */
export interface ControlSample {
  readonly buttons: number;
  /** 0 to 1023, 0 is +x, clockwise on screen. */
  readonly aim: number;
  /** -7 to 7. */
  readonly thrustX: number;
  readonly thrustY: number;
}

/** The element in which presses count. */
export interface PointerArea {
  readonly target: HTMLElement;
  /** True for points of the target that do not belong to the arena, such as the map. In CSS pixels of the window. A press there does not count. */
  readonly isCovered: (clientX: number, clientY: number) => boolean;
}

interface Lean {
  readonly x: number;
  readonly y: number;
}

const fullThrust = 7;
/** A stick at rest is not exactly in its middle. */
export const stickDeadZone = 0.18;

/** A direction in the units of the message: 1024 to a turn. */
export function aimOf(dx: number, dy: number): number {
  return ((Math.round((Math.atan2(dy, dx) / (Math.PI * 2)) * 1024) % 1024) + 1024) % 1024;
}

/** Turns the lean of a stick, -1 to 1, into thrust: none in the dead zone, full before the rim. */
export function thrustOf(leanX: number, leanY: number): { thrustX: number; thrustY: number } {
  const lean = Math.hypot(leanX, leanY);
  if (lean < stickDeadZone) return { thrustX: 0, thrustY: 0 };
  const strength = Math.min(1, (lean - stickDeadZone) / (0.9 - stickDeadZone)) / lean;
  // `+ 0` turns -0 into 0.
  return {
    thrustX: Math.round(leanX * strength * fullThrust) + 0,
    thrustY: Math.round(leanY * strength * fullThrust) + 0,
  };
}

/** The direction of the four thrust buttons, for aiming without a mouse. */
export function thrustDirectionOf(buttons: number): { x: number; y: number } {
  const sign = (plus: number, minus: number): number =>
    (buttons & plus ? 1 : 0) - (buttons & minus ? 1 : 0);
  return { x: sign(Button.right, Button.left), y: sign(Button.down, Button.up) };
}

export class Controls {
  readonly #held = new Map<string, number>();
  readonly #leans = new Map<string, Lean>();
  #tapped = 0;
  #aim = 0;

  /** Sets the buttons that `source` holds, as a set of bits; 0 for none. */
  hold(source: string, buttons: number): void {
    this.#tapped |= buttons & ~(this.#held.get(source) ?? 0);
    if (buttons === 0) this.#held.delete(source);
    else this.#held.set(source, buttons);
  }

  /** Sets the lean of the stick of `source`, -1 to 1 each way. */
  lean(source: string, x: number, y: number): void {
    if (x === 0 && y === 0) this.#leans.delete(source);
    else this.#leans.set(source, { x, y });
  }

  /** For a page that lost the focus: no button stays held, and no tap fires later. */
  releaseAll(): void {
    this.#held.clear();
    this.#leans.clear();
    this.#tapped = 0;
  }

  aimAlong(dx: number, dy: number): void {
    if (dx !== 0 || dy !== 0) this.#aim = aimOf(dx, dy);
  }

  get held(): number {
    let buttons = 0;
    for (const button of this.#held.values()) buttons |= button;
    return buttons;
  }

  sample(): ControlSample {
    const sample = this.peek();
    this.#tapped = 0;
    return sample;
  }

  /** The same as `sample`, but taps stay for the next sample. */
  peek(): ControlSample {
    let x = 0;
    let y = 0;
    for (const lean of this.#leans.values()) {
      x += lean.x;
      y += lean.y;
    }
    return { buttons: this.held | this.#tapped, aim: this.#aim, ...thrustOf(x, y) };
  }
}
