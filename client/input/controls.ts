/**
 * What the player's hands say, whatever they hold. Every device holds buttons and leans under a name of its own, and all
 * of them add up: an idle one adds nothing. Once a tick somebody takes a sample. A press that came and went between two
 * samples still shows in the next one.
 */
import { Button } from "#simulation";

/** One tick's worth of intent; the netcode adds the moment that was on screen and has a Command. */
export interface ControlSample {
  readonly buttons: number;
  /** 0 to 1023, 0 is +x, clockwise on screen. */
  readonly aim: number;
  /** -7 to 7. */
  readonly thrustX: number;
  readonly thrustY: number;
}

/** Where presses count. */
export interface PointerArea {
  readonly target: HTMLElement;
  /** What is drawn on the target and is none of the arena, in CSS pixels of the window: a press there does not count. */
  readonly isCovered: (clientX: number, clientY: number) => boolean;
}

interface Lean {
  readonly x: number;
  readonly y: number;
}

const fullThrust = 7;
/** Sticks rest a little off their middle. */
export const stickDeadZone = 0.18;

/** A direction as the wire counts it. */
export function aimOf(dx: number, dy: number): number {
  return ((Math.round((Math.atan2(dy, dx) / (Math.PI * 2)) * 1024) % 1024) + 1024) % 1024;
}

/** A stick's lean, -1 to 1 each way, as thrust: dead in the middle, full before the rim. */
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

/** Thrust as the four buttons pull it, for aiming without a mouse. */
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

  /** What `source` holds from now on: buttons as a set, 0 for none. */
  hold(source: string, buttons: number): void {
    this.#tapped |= buttons & ~(this.#held.get(source) ?? 0);
    if (buttons === 0) this.#held.delete(source);
    else this.#held.set(source, buttons);
  }

  /** How far the stick of `source` leans from now on, -1 to 1 each way. */
  lean(source: string, x: number, y: number): void {
    if (x === 0 && y === 0) this.#leans.delete(source);
    else this.#leans.set(source, { x, y });
  }

  /** Focus left or a panel took over: nothing stays stuck, and no tap fires later. */
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

  /** What `sample` would answer, using up no tap. */
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
