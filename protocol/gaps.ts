/**
 * Numbers that are missing among those heard so far, of one kind, and why: `lost` on a link whose network loses messages,
 * `replaced` where none does, for there a newer message took the place of one that waited, or overtook those on an older link.
 */
import type { Carrier } from "./carrier.ts";
import type { Counts } from "./ledger.ts";

type Cause = "lost" | "replaced";

interface Gap {
  readonly from: number;
  readonly to: number;
  readonly cause: Cause;
}

/** Of what is late by more gaps than this, the cause is forgotten. */
const gapsKept = 32;

export class Gaps {
  #highest = 0;
  #carrier: Carrier | undefined;
  #gaps: Gap[] = [];
  /** Of the link heard and the one before: those it did not hand on, because they came behind a newer one. */
  readonly #overtaken = new Map<Carrier, number>();

  /** Number `sequence` came over `carrier`: enters in `counts` what that says of others. */
  heard(sequence: number, carrier: Carrier, counts: Counts): void {
    if (sequence <= this.#highest) {
      const gap = this.#gaps.find(({ from, to }) => from <= sequence && sequence <= to);
      const cause = gap?.cause ?? (counts.lost > 0 ? "lost" : "replaced");
      counts[cause] = Math.max(0, counts[cause] - 1);
      return;
    }
    const isSameLink = this.#carrier === undefined || this.#carrier === carrier;
    const cause = carrier.mayLose && isSameLink ? "lost" : "replaced";
    const missing = sequence - this.#highest - 1;
    if (missing > 0) {
      counts[cause] += missing;
      this.#gaps.push({ from: this.#highest + 1, to: sequence - 1, cause });
      if (this.#gaps.length > gapsKept) this.#gaps.shift();
    }
    this.#highest = sequence;
    this.#carrier = carrier;
    if (this.#overtaken.has(carrier)) return;
    this.#overtaken.set(carrier, overtakenOn(carrier));
    const [oldest] = this.#overtaken.keys();
    if (oldest && this.#overtaken.size > 2) this.#overtaken.delete(oldest);
  }

  /** Sequenced messages that came too late were not lost: newer ones had taken their place. */
  settleOvertaken(counts: Counts): void {
    for (const [carrier, before] of this.#overtaken) {
      const now = overtakenOn(carrier);
      const fresh = Math.min(now - before, counts.lost);
      this.#overtaken.set(carrier, now);
      counts.lost -= fresh;
      counts.replaced += fresh;
    }
  }
}

const overtakenOn = (carrier: Carrier): number => carrier.stats?.().overtakenMessages ?? 0;
