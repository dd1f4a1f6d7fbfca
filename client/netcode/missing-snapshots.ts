/** What became of the snapshots that did not come: lost by the network, replaced by newer ones, or held back, and why. */
import type { Snapshot } from "#protocol";

/** How many, since the snapshot before. Below zero where what was counted as missing has come after all. */
export interface MissingSnapshots {
  /** The network lost them. Never over a stream. */
  readonly lost: number;
  /** A newer state took their place before they were fetched, or overtook them. */
  readonly replaced: number;
  /** The server held them back: the link would not take them, or more were under way than it has shown to carry. */
  readonly linkFull: number;
  /** The server held them back: this page stood still and acknowledged nothing. */
  readonly slowPage: number;
  /** The server held them back: this page asks and acknowledges at an interval. */
  readonly pollInterval: number;
}

export interface MissingSnapshotCounterOptions {
  /** Of snapshots, over the whole session. */
  readonly gaps: () => { readonly lost: number; readonly replaced: number };
  readonly isPolling: () => boolean;
  /** How long this page stood still lately, ms. */
  readonly stalledMs: () => number;
}

/** Three snapshots beyond the usual may be under way: a page that stands still for less is not what they wait for. */
const slowPageStallMs = 80;

export class MissingSnapshotCounter {
  readonly #options: MissingSnapshotCounterOptions;
  #before: { unacked: number; linkFull: number } | undefined;
  #gaps = { lost: 0, replaced: 0 };

  constructor(options: MissingSnapshotCounterOptions) {
    this.#options = options;
    const { lost, replaced } = options.gaps();
    this.#gaps = { lost, replaced };
  }

  /** This snapshot came. Call it for each, in the order they came. */
  countSince({ skippedUnacked, skippedLinkFull }: Snapshot): MissingSnapshots {
    const { gaps, isPolling: polls, stalledMs } = this.#options;
    const { lost, replaced } = gaps();
    const before = this.#before ?? { unacked: skippedUnacked, linkFull: skippedLinkFull };
    // One that came late knows of less than the one before it.
    const unacked = signed16(skippedUnacked - before.unacked);
    const linkFull = signed16(skippedLinkFull - before.linkFull);
    const missing = { lost: lost - this.#gaps.lost, replaced: replaced - this.#gaps.replaced };
    this.#gaps = { lost, replaced };
    this.#before = { unacked: skippedUnacked, linkFull: skippedLinkFull };
    const held = { linkFull, slowPage: 0, pollInterval: 0 };
    if (polls()) held.pollInterval += unacked;
    else if (stalledMs() > slowPageStallMs) held.slowPage += unacked;
    else held.linkFull += unacked;
    return { ...missing, ...held };
  }
}

/** Counts are modulo 65536. */
const signed16 = (difference: number): number => (difference << 16) >> 16;
