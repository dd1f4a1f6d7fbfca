/**
 * Where memory dialers and acceptors of one process meet, and the wires between them. Frames arrive in a later
 * microtask: a test sees the asynchrony of a network and still needs no real time.
 */
import type { Lane, Wire, WireLink } from "../wire-link.ts";

/** What an unreliable frame meets on a disturbed wire. */
export type FrameOutcome = "arrives" | "late" | "lost";

/** Takes the far end of a dialed wire; false refuses the credential. */
export type MemoryAccept = (credential: string, far: MemoryWire) => boolean;

export class MemoryHub {
  /** Set while an acceptor listens. */
  accept: MemoryAccept | undefined;
  #isCut = false;
  #outcome: () => FrameOutcome = () => "arrives";

  /** From now on nothing arrives and nothing says so. */
  cut(): void {
    this.#isCut = true;
  }

  /** From now on each unreliable frame meets what `fate` answers. */
  impair(outcome: () => FrameOutcome): void {
    this.#outcome = outcome;
  }

  /** Two ends; each needs its link before frames flow. */
  createWires(): [MemoryWire, MemoryWire] {
    const near = new MemoryWire(this);
    const far = new MemoryWire(this);
    near.far = far;
    far.far = near;
    return [near, far];
  }

  /** Calls `arrive` as late as this hub's wires are, or never. */
  deliver(lane: Lane, arrive: () => void): void {
    if (this.#isCut) return;
    const isUnreliable = lane === "unreliable" || lane === "unreliable-sequenced";
    switch (isUnreliable ? this.#outcome() : "arrives") {
      case "arrives":
        return queueMicrotask(arrive);
      case "late":
        // Behind the frames that follow within this microtask.
        return queueMicrotask(() => queueMicrotask(arrive));
      case "lost":
        return;
    }
  }
}

export class MemoryWire implements Wire {
  far: MemoryWire | undefined;
  link: WireLink | undefined;
  readonly #hub: MemoryHub;

  constructor(hub: MemoryHub) {
    this.#hub = hub;
  }

  write(frame: Uint8Array<ArrayBuffer>, lane: Lane): void {
    const far = this.far;
    this.#hub.deliver(lane, () => far?.link?.receive(frame, lane));
  }

  end(): void {
    const far = this.far;
    this.far = undefined;
    this.#hub.deliver("control", () => far?.link?.lost("the far side hung up"));
  }
}
