/**
 * The reconciled account of messages, per kind, at one end of a session and over all its links. It adds up:
 *
 *   session-reliable: sent there - resent there = received here - duplicated here + under way
 *   others:           sent there = received here + lost here + replaced here + under way (or lost after the last one received)
 */
import type { Kind } from "../kinds.ts";

export interface Counts {
  sent: number;
  sentBytes: number;
  /** Dropped by the link before they left. Session-reliable messages are not: they wait. */
  dropped: number;
  /** Of `sent`: session-reliable messages that were sent on an earlier link before. */
  resent: number;
  received: number;
  receivedBytes: number;
  /** Gaps in the other end's numbers so far: lost by the network, or still under way. Never over a stream. */
  lost: number;
  /** Gaps where nothing was lost: a newer message took the place of one that waited, or overtook it. */
  replaced: number;
  /** Of `received`: session-reliable messages that had been received before. */
  duplicated: number;
  /** Messages of either direction that have a span. */
  traced: number;
  /** Bytes of trace context, both directions. */
  contextBytes: number;
}

const zero = (): Counts => ({
  sent: 0,
  sentBytes: 0,
  dropped: 0,
  resent: 0,
  received: 0,
  receivedBytes: 0,
  lost: 0,
  replaced: 0,
  duplicated: 0,
  traced: 0,
  contextBytes: 0,
});

export class Ledger {
  readonly #rows = new Map<Kind, Counts>();

  of(kind: Kind): Counts {
    let row = this.#rows.get(kind);
    if (!row) this.#rows.set(kind, (row = zero()));
    return row;
  }

  rows(): Partial<Record<Kind, Counts>> {
    return Object.fromEntries([...this.#rows].map(([kind, counts]) => [kind, { ...counts }]));
  }

  total(): Counts {
    const sum = zero();
    for (const row of this.#rows.values()) {
      for (const field of Object.keys(sum) as (keyof Counts)[]) sum[field] += row[field];
    }
    return sum;
  }
}
