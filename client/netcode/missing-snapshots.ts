/** Why snapshots did not come: lost by the network, replaced by newer ones, or held back by the server. */
import type { Snapshot } from "#protocol";

/** Counts since the snapshot before. Below zero where a snapshot that was counted as missing has come after all. */
export interface MissingSnapshots {
  /** The network lost them. Never over a stream. */
  readonly lost: number;
  /** A newer snapshot took their place before they were fetched, or overtook them. */
  readonly replaced: number;
  /** The server held them back: the link took no more, or as many were in flight as it has shown to carry. */
  readonly linkFull: number;
  /** The server held them back: this page stood still and acknowledged nothing. */
  readonly slowPage: number;
  /** The server held them back: this page polls, and so acknowledges at an interval. */
  readonly pollInterval: number;
}

export interface MissingSnapshotCounterOptions {
  /** Counts of missing snapshots, since the session began. */
  readonly gaps: () => { readonly lost: number; readonly replaced: number };
  readonly isPolling: () => boolean;
  /** How long this page stood still in the last second and a half, ms. */
  readonly stalledMs: () => number;
}

/** Three snapshots beyond the usual may be in flight: a shorter stall holds none back. */
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

  /** Call it for each snapshot, in the order of arrival. */
  countSince({ skippedUnacked, skippedLinkFull }: Snapshot): MissingSnapshots {
    const { gaps, isPolling, stalledMs } = this.#options;
    const { lost, replaced } = gaps();
    const before = this.#before ?? { unacked: skippedUnacked, linkFull: skippedLinkFull };
    // The counts of a snapshot that was overtaken are lower than those before.
    const unacked = signed16(skippedUnacked - before.unacked);
    const linkFull = signed16(skippedLinkFull - before.linkFull);
    const missing = { lost: lost - this.#gaps.lost, replaced: replaced - this.#gaps.replaced };
    this.#gaps = { lost, replaced };
    this.#before = { unacked: skippedUnacked, linkFull: skippedLinkFull };
    const held = { linkFull, slowPage: 0, pollInterval: 0 };
    if (isPolling()) held.pollInterval += unacked;
    else if (stalledMs() > slowPageStallMs) held.slowPage += unacked;
    else held.linkFull += unacked;
    return { ...missing, ...held };
  }
}

/** Counts are modulo 65536. */
const signed16 = (difference: number): number => (difference << 16) >> 16;
