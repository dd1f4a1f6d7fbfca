/**
 * Connects memory dialers and acceptors of one process by wires. Frames arrive in a later microtask: tests see the
 * asynchrony of a network and need no real time.
 */
import type { Lane, Wire } from "../wire.ts";
import type { WireLink } from "../wire-link.ts";

/** What an impaired wire does with an unreliable frame. */
export type FrameOutcome = "arrives" | "late" | "lost";

/** Takes the far end of a dialed wire; returns false to refuse the credential. */
export type MemoryAccept = (credential: string, far: MemoryWire) => boolean;

export class MemoryHub {
  /** Set while an acceptor listens. */
  accept: MemoryAccept | undefined;
  #isCut = false;
  #outcome: () => FrameOutcome = () => "arrives";

  /** From now on nothing arrives, and no end is told. */
  cut(): void {
    this.#isCut = true;
  }

  /** From now on `outcome` decides what happens to each unreliable frame. */
  impair(outcome: () => FrameOutcome): void {
    this.#outcome = outcome;
  }

  /** Creates both ends of a wire; each needs its link before frames flow. */
  createWires(): [MemoryWire, MemoryWire] {
    const near = new MemoryWire(this);
    const far = new MemoryWire(this);
    near.far = far;
    far.far = near;
    return [near, far];
  }

  /** Calls `arrive` as late as the wire delivers, or never. */
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
