/**
 * All dialers of one acceptor by their ids: few that have not opened their link yet, and those not for long. Whose link has
 * ended is remembered for a while: requests of its last moments are still on their way.
 */
import { type HandshakeLimits, PendingHandshakes } from "../pending-handshakes.ts";
import type { WireLink } from "../wire-link.ts";
import type { FarEnd } from "./far-end.ts";

/** Of these the youngest ended within the last moments, however many came and went. */
const MAX_ENDED = 256;

export class FarEnds {
  readonly #openWithinMs: number;
  readonly #all = new Map<string, FarEnd>();
  readonly #handshakes: PendingHandshakes;
  /** How to stop waiting for those that have not opened. */
  readonly #stopWaiting = new Map<FarEnd, () => void>();
  /** Ids, oldest first. */
  readonly #ended = new Set<string>();

  constructor(openWithinMs: number, limits?: Partial<HandshakeLimits>) {
    this.#openWithinMs = openWithinMs;
    this.#handshakes = new PendingHandshakes(limits);
  }

  get(id: string): FarEnd | undefined {
    return this.#all.get(id);
  }

  /** There was a link of this id, and it has ended. */
  hasEnded(id: string): boolean {
    return this.#ended.has(id);
  }

  add(farEnd: FarEnd): void {
    const remove = (): void => this.remove(farEnd);
    const timer = setTimeout(remove, this.#openWithinMs);
    const finish = this.#handshakes.add(farEnd.caller, remove);
    this.#all.set(farEnd.id, farEnd);
    this.#stopWaiting.set(farEnd, () => {
      clearTimeout(timer);
      finish();
    });
  }

  opened(farEnd: FarEnd, link: WireLink): void {
    farEnd.link = link;
    this.#stopWaiting.get(farEnd)?.();
    this.#stopWaiting.delete(farEnd);
  }

  remove(farEnd: FarEnd): void {
    this.#stopWaiting.get(farEnd)?.();
    this.#stopWaiting.delete(farEnd);
    this.#all.delete(farEnd.id);
    if (!farEnd.link) return;
    this.#ended.add(farEnd.id);
    const [oldest] = this.#ended;
    if (oldest !== undefined && this.#ended.size > MAX_ENDED) this.#ended.delete(oldest);
  }

  removeHalfOpen(): void {
    this.#handshakes.dropAll();
  }
}
