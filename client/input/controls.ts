/**
 * What the player's hands say, whatever they hold. Devices press and release and lean; once a tick somebody takes a
 * sample. A press that came and went between two samples still shows in the next one.
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

const fullThrust = 7;

/** A direction as the wire counts it. */
export function aimOf(dx: number, dy: number): number {
  return ((Math.round((Math.atan2(dy, dx) / (Math.PI * 2)) * 1024) % 1024) + 1024) % 1024;
}

/** A stick's lean, -1 to 1 each way, as thrust: dead in the middle, full before the rim. */
export function thrustOf(leanX: number, leanY: number): { thrustX: number; thrustY: number } {
  const lean = Math.hypot(leanX, leanY);
  const dead = 0.18;
  if (lean < dead) return { thrustX: 0, thrustY: 0 };
  const strength = Math.min(1, (lean - dead) / (0.9 - dead)) / lean;
  // `+ 0` turns -0 into 0.
  return {
    thrustX: Math.round(leanX * strength * fullThrust) + 0,
    thrustY: Math.round(leanY * strength * fullThrust) + 0,
  };
}

/** Thrust as the four buttons pull it, for aiming without a mouse. */
export function pullOf(buttons: number): { x: number; y: number } {
  const sign = (plus: number, minus: number): number =>
    (buttons & plus ? 1 : 0) - (buttons & minus ? 1 : 0);
  return { x: sign(Button.right, Button.left), y: sign(Button.down, Button.up) };
}

export class Controls {
  /** Each source of a button holds it by its own name: two keys for one button release it together. */
  readonly #held = new Map<string, number>();
  #tapped = 0;
  #aim = 0;
  #thrust = { thrustX: 0, thrustY: 0 };

  press(source: string, button: number): void {
    this.#held.set(source, button);
    this.#tapped |= button;
  }

  release(source: string): void {
    this.#held.delete(source);
  }

  /** Focus left or a panel took over: nothing stays stuck, and no tap fires later. */
  releaseAll(): void {
    this.#held.clear();
    this.#tapped = 0;
    this.#thrust = { thrustX: 0, thrustY: 0 };
  }

  aimAlong(dx: number, dy: number): void {
    if (dx !== 0 || dy !== 0) this.#aim = aimOf(dx, dy);
  }

  lean(x: number, y: number): void {
    this.#thrust = thrustOf(x, y);
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
    return { buttons: this.held | this.#tapped, aim: this.#aim, ...this.#thrust };
  }
}
