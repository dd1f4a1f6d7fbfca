/** Errors of our own, caught where they end as little as possible. They are counted for /healthz and logged with their stack. */
import { inspect } from "node:util";
import { TokenBucket } from "#transport";

/** What the error ended: a player's session, a room, or neither, because nothing caught it. */
export type FaultReach = "session" | "room" | "uncaught";

export interface FaultsOptions {
  readonly now: () => number;
  readonly log: (line: string) => void;
}

/** An error that repeats must not fill a disk. */
const logged = { perSecond: 0.2, burst: 20 };

export class Faults {
  readonly #log: (line: string) => void;
  readonly #rate: TokenBucket;
  readonly #counts: Record<FaultReach, number> = { session: 0, room: 0, uncaught: 0 };
  #unlogged = 0;

  constructor({ now, log }: FaultsOptions) {
    this.#log = log;
    this.#rate = new TokenBucket({ now, ...logged });
  }

  get counts(): Readonly<Record<FaultReach, number>> {
    return this.#counts;
  }

  /** `what` is a sentence of what the error ended. */
  record(reach: FaultReach, what: string, error: unknown): void {
    this.#counts[reach] += 1;
    if (!this.#rate.take()) {
      this.#unlogged += 1;
      return;
    }
    const before = this.#unlogged > 0 ? ` (${this.#unlogged} before it were not logged)` : "";
    this.#unlogged = 0;
    this.#log(`${what}${before}: ${inspect(error)}`);
  }
}
