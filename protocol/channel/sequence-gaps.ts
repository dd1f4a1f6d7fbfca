/**
 * Numbers that are missing among those heard so far, of one kind, and why: `lost` on a link whose network loses messages,
 * `replaced` where none does, for there a newer message took the place of one that waited, or overtook those on an older link.
 */
import type { ChannelLink } from "./channel-link.ts";
import type { Counts } from "./ledger.ts";

type Cause = "lost" | "replaced";

interface Gap {
  readonly from: number;
  readonly to: number;
  readonly cause: Cause;
}

/** Of what is late by more gaps than this, the cause is forgotten. */
const maxGaps = 32;

export class Gaps {
  #highest = 0;
  #link: ChannelLink | undefined;
  #gaps: Gap[] = [];
  /** Of the link heard and the one before: those it did not hand on, because they came behind a newer one. */
  readonly #overtaken = new Map<ChannelLink, number>();

  /** Number `sequence` came over `carrier`: enters in `counts` what that says of others. */
  record(sequence: number, link: ChannelLink, counts: Counts): void {
    if (sequence <= this.#highest) {
      const gap = this.#gaps.find(({ from, to }) => from <= sequence && sequence <= to);
      const cause = gap?.cause ?? (counts.lost > 0 ? "lost" : "replaced");
      counts[cause] = Math.max(0, counts[cause] - 1);
      return;
    }
    const isSameLink = this.#link === undefined || this.#link === link;
    const cause = link.mayLose && isSameLink ? "lost" : "replaced";
    const missing = sequence - this.#highest - 1;
    if (missing > 0) {
      counts[cause] += missing;
      this.#gaps.push({ from: this.#highest + 1, to: sequence - 1, cause });
      if (this.#gaps.length > maxGaps) this.#gaps.shift();
    }
    this.#highest = sequence;
    this.#link = link;
    if (this.#overtaken.has(link)) return;
    this.#overtaken.set(link, overtakenOn(link));
    const [oldest] = this.#overtaken.keys();
    if (oldest && this.#overtaken.size > 2) this.#overtaken.delete(oldest);
  }

  /** Sequenced messages that came too late were not lost: newer ones had taken their place. */
  countOvertaken(counts: Counts): void {
    for (const [link, before] of this.#overtaken) {
      const now = overtakenOn(link);
      const fresh = Math.min(now - before, counts.lost);
      this.#overtaken.set(link, now);
      counts.lost -= fresh;
      counts.replaced += fresh;
    }
  }
}

const overtakenOn = (link: ChannelLink): number => link.stats?.().overtakenMessages ?? 0;
