/**
 * Snapshots for one player: a delta against the last one acknowledged, and no more of them on the way than the link has
 * shown it can carry (the ack clock). Without that an unreliable channel on a full link is seconds late.
 */
import { type ActContext, encodeSnapshot, type EncodedSnapshot, type Snapshot } from "#protocol";
import { keptMs, ownShipOf, type Scenery } from "./scenery.ts";

export interface SnapshotFacts {
  readonly seat: number;
  readonly scenery: Scenery;
  readonly nowMs: number;
  readonly lateMs: number;
  readonly lead: number;
  readonly heard: boolean;
  readonly ackClock: boolean;
  readonly tracing: boolean;
}

/** An unreliable message of a data channel should fit one packet; the envelope and a trace context come on top. */
const maxBodyBytes = 1100;
/** Smallest RTT is looked for among the acknowledgements of this long. */
const rttWindowMs = 10_000;
/** What is unacknowledged for this long is lost, not under way. */
const lostAfterMs = 1000;
/** Three beyond the bandwidth-delay product keep a clean link busy in spite of jitter. */
const slack = 3;

export class SnapshotSender {
  readonly #held = new Map<number, { readonly snapshot: Snapshot; readonly sentMs: number }>();
  readonly #rtts: { readonly atMs: number; readonly rttMs: number }[] = [];
  #acked = 0;
  #choked = 0;

  /** The browser holds the snapshot of `tick`. Unknown and old ticks change nothing. */
  acknowledge(tick: number, nowMs: number): void {
    const sent = this.#held.get(tick);
    if (!sent || tick <= this.#acked) return;
    this.#acked = tick;
    this.#rtts.push({ atMs: nowMs, rttMs: nowMs - sent.sentMs });
    while (this.#rtts.length > 0 && (this.#rtts[0]?.atMs ?? 0) < nowMs - rttWindowMs)
      this.#rtts.shift();
    for (const held of this.#held.keys()) if (held < tick) this.#held.delete(held);
  }

  /** Another link has another RTT; what the browser holds, it still holds. */
  forgetPace(): void {
    this.#rtts.length = 0;
  }

  /** How many may be on the way at once. */
  allowance(rateHz: number): number {
    if (this.#rtts.length === 0) return slack + Math.ceil(rateHz / 4);
    const smallestMs = Math.min(...this.#rtts.map(({ rttMs }) => rttMs));
    return Math.floor((smallestMs / 1000) * rateHz) + slack;
  }

  #underWay(nowMs: number): number {
    let count = 0;
    for (const [tick, { sentMs }] of this.#held) {
      if (tick > this.#acked && sentMs > nowMs - lostAfterMs) count += 1;
    }
    return count;
  }

  /** The next snapshot, or undefined when enough are on the way already. */
  next(facts: SnapshotFacts): EncodedSnapshot | undefined {
    const { scenery, nowMs, ackClock } = facts;
    const { world } = scenery;
    if (ackClock && this.#underWay(nowMs) >= this.allowance(world.tickRateHz)) {
      this.#choked += 1;
      return undefined;
    }
    const baseline = this.#held.get(this.#acked);
    const usable = baseline && nowMs - baseline.sentMs < keptMs ? baseline.snapshot : undefined;
    const encoded = this.#encode(facts, usable);
    this.#held.set(world.tick, { snapshot: encoded.held, sentMs: nowMs });
    for (const [tick, { sentMs }] of this.#held) {
      if (sentMs > nowMs - keptMs || tick === this.#acked) break;
      this.#held.delete(tick);
    }
    this.#choked = 0;
    return encoded;
  }

  #encode(facts: SnapshotFacts, baseline: Snapshot | undefined): EncodedSnapshot {
    const full = encodeSnapshot(this.#compose(facts, baseline, facts.tracing), baseline);
    if (full.body.length <= maxBodyBytes || !facts.tracing) return full;
    return encodeSnapshot(this.#compose(facts, baseline, false), baseline);
  }

  #compose(facts: SnapshotFacts, baseline: Snapshot | undefined, tracing: boolean): Snapshot {
    const { seat, scenery, lateMs, lead, heard } = facts;
    const { world } = scenery;
    const own = world.ships.find(({ id }) => id === seat);
    const since = baseline?.tick;
    const births = scenery.births.filter(({ what }) => what.bornTick > (since ?? 0));
    const acts = scenery.acts.filter(({ what }) => what.tick > (since ?? world.tick - 1));
    const contexts: ActContext[] = [];
    if (tracing) {
      births.forEach(
        ({ context }, index) => context && contexts.push({ of: "birth", index, context }),
      );
      acts.forEach(({ context }, index) => context && contexts.push({ of: "act", index, context }));
    }
    return {
      tick: world.tick,
      baseline: since ?? 0,
      late10: Math.max(0, Math.round(lateMs * 10)),
      choked: this.#choked,
      lead,
      heard,
      round: world.round,
      own: own && ownShipOf(own),
      ships: scenery.ships.filter((ship) => ship.seat !== seat),
      births: births.map(({ what }) => what),
      acts: acts.map(({ what }) => what),
      contexts,
    };
  }
}
