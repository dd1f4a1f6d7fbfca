/** The controls that a native client holds, as commands for ticks. */
import type { WireCommand } from "#protocol";
import { Button } from "#simulation";

export interface Control {
  readonly thrustX: number;
  readonly thrustY: number;
  readonly aimTurns: number;
  readonly fire: boolean;
  readonly dash: boolean;
  readonly seenTick: number;
}

const aimSteps = 1024;
const thrustSteps = 7;

export class Controls {
  #current: Control = {
    thrustX: 0,
    thrustY: 0,
    aimTurns: 0,
    fire: false,
    dash: false,
    seenTick: 0,
  };
  /** Buttons pressed since the last command; some may be released already. */
  #pressed = 0;

  /** False for a control that is not made of finite numbers. */
  set(control: Control): boolean {
    const { thrustX, thrustY, aimTurns } = control;
    if (![thrustX, thrustY, aimTurns].every(Number.isFinite)) return false;
    this.#current = control;
    this.#pressed |= buttonsOf(control);
    return true;
  }

  /** The command for `tick`. */
  take(tick: number): WireCommand {
    const { thrustX, thrustY, aimTurns, seenTick } = this.#current;
    const buttons = this.#pressed | buttonsOf(this.#current);
    this.#pressed = 0;
    return {
      buttons,
      aim: ((Math.round((aimTurns % 1) * aimSteps) % aimSteps) + aimSteps) % aimSteps,
      thrustX: thrustOf(thrustX),
      thrustY: thrustOf(thrustY),
      viewTick16: Math.min(seenTick, tick) * 16,
    };
  }
}

const buttonsOf = ({ fire, dash }: Control): number =>
  (fire ? Button.fire : 0) | (dash ? Button.dash : 0);

const thrustOf = (share: number): number =>
  Math.round(Math.max(-1, Math.min(share, 1)) * thrustSteps);
