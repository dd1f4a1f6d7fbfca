/**
 * The numbers of one kind that are missing so far, and why: `lost` on a link whose network loses messages; elsewhere
 * `replaced`, because a newer message took the place of one that waited, or overtook those on an older link.
 */
import { type Kind, kindInfo } from "../kinds.ts";
import type { ChannelLink } from "./channel-link.ts";
import type { Counts } from "./ledger.ts";

type Cause = "lost" | "replaced";

interface Gap {
  readonly from: number;
  readonly to: number;
  readonly cause: Cause;
}

/** A message that is late by more gaps than this is no longer known to be lost or replaced. */
const maxGaps = 32;

class Gaps {
  #highest = 0;
  #link: ChannelLink | undefined;
  #gaps: Gap[] = [];
  /** Of the last two links: how many messages each withheld because they arrived behind a newer one. */
  readonly #overtaken = new Map<ChannelLink, number>();

  /** Number `sequence` arrived over `link`: updates in `counts` which others are missing. */
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

  /** Sequenced messages that a link withheld were not lost: newer ones had taken their place. */
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

/** The gaps of every kind that is not session-reliable. */
export class GapsByKind {
  readonly #gaps = new Map<Kind, Gaps>();

  /** `counts` are those of the kind. */
  record(kind: Kind, sequence: number, link: ChannelLink, counts: Counts): void {
    let gaps = this.#gaps.get(kind);
    if (!gaps) this.#gaps.set(kind, (gaps = new Gaps()));
    gaps.record(sequence, link, counts);
    if (kindInfo(kind).delivery === "unreliable-sequenced") gaps.countOvertaken(counts);
  }
}

const overtakenOn = (link: ChannelLink): number => link.stats?.().overtakenMessages ?? 0;
