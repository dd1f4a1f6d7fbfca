/**
 * All dialers of one acceptor by their ids: few that have not opened their link yet, and those not for long. Whose link has
 * ended is remembered for a while: requests of its last moments are still on their way.
 */
import type { WireLink } from "../wire-link.ts";
import type { FarEnd } from "./far-end.ts";

/** As many as open a link within the same round trip, on a day when everybody comes at once. */
const MAX_HALF_OPEN = 64;
/** A player has one, or two while changing over; beyond that the oldest was given up. */
const MAX_HALF_OPEN_PER_CREDENTIAL = 4;
/** Of these the youngest ended within the last moments, however many came and went. */
const MAX_ENDED = 256;

export class FarEnds {
  readonly #openWithinMs: number;
  readonly #all = new Map<string, FarEnd>();
  /** Oldest first, each with the timer that gives it up. */
  readonly #halfOpen = new Map<FarEnd, ReturnType<typeof setTimeout>>();

  /** Ids, oldest first. */
  readonly #ended = new Set<string>();

  constructor(openWithinMs: number) {
    this.#openWithinMs = openWithinMs;
  }

  get(id: string): FarEnd | undefined {
    return this.#all.get(id);
  }

  /** There was a link of this id, and it has ended. */
  hasEnded(id: string): boolean {
    return this.#ended.has(id);
  }

  /** False when too many are half open already. */
  add(farEnd: FarEnd): boolean {
    const siblings = [...this.#halfOpen.keys()].filter(
      ({ credential }) => credential === farEnd.credential,
    );
    const [oldest] = siblings;
    if (oldest && siblings.length >= MAX_HALF_OPEN_PER_CREDENTIAL) this.remove(oldest);
    if (this.#halfOpen.size >= MAX_HALF_OPEN) return false;
    this.#all.set(farEnd.id, farEnd);
    this.#halfOpen.set(
      farEnd,
      setTimeout(() => this.remove(farEnd), this.#openWithinMs),
    );
    return true;
  }

  opened(farEnd: FarEnd, link: WireLink): void {
    farEnd.link = link;
    clearTimeout(this.#halfOpen.get(farEnd));
    this.#halfOpen.delete(farEnd);
  }

  remove(farEnd: FarEnd): void {
    clearTimeout(this.#halfOpen.get(farEnd));
    this.#halfOpen.delete(farEnd);
    this.#all.delete(farEnd.id);
    if (!farEnd.link) return;
    this.#ended.add(farEnd.id);
    const [oldest] = this.#ended;
    if (oldest !== undefined && this.#ended.size > MAX_ENDED) this.#ended.delete(oldest);
  }

  removeHalfOpen(): void {
    for (const farEnd of this.#halfOpen.keys()) this.remove(farEnd);
  }
}
