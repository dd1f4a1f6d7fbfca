/** Takes a tick's controls from the autopilot or from the player; a hidden tab without an autopilot has idle controls. */
import type { Autopilot } from "./autopilot.ts";
import type { ControlSample } from "./input/index.ts";
import type { NetcodeSession } from "./netcode/netcode-session.ts";

export interface ControlSourceOptions {
  readonly autopilot: Autopilot | undefined;
  readonly player: () => { sample(): ControlSample; peek(): ControlSample };
  readonly isHidden: () => boolean;
}

export class ControlSource {
  /** The controls of the last tick. */
  last: ControlSample = { buttons: 0, aim: 0, thrustX: 0, thrustY: 0 };
  readonly #options: ControlSourceOptions;

  constructor(options: ControlSourceOptions) {
    this.#options = options;
  }

  /** Once a tick; it uses up the taps. */
  sample(netcode: NetcodeSession | undefined): ControlSample {
    const { autopilot, player, isHidden } = this.#options;
    if (autopilot && netcode) this.last = autopilot.sample(netcode);
    // A hidden tab holds no keys: its ship coasts, with its nose where it was.
    else if (isHidden()) this.last = { buttons: 0, aim: this.last.aim, thrustX: 0, thrustY: 0 };
    else this.last = player().sample();
    return this.last;
  }

  /** The controls at this moment, for drawing between ticks; it uses up no tap. */
  peek(): ControlSample {
    const { autopilot, player, isHidden } = this.#options;
    return autopilot || isHidden() ? this.last : player().peek();
  }
}
