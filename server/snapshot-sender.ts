/**
 * Snapshots for one player: a delta against the last one acknowledged, and no more of them on the way than the link has
 * shown it can carry (the ack clock). Without that an unreliable channel on a full link is seconds late.
 */
import { keptMs } from "./scenery.ts";
import { type Baseline, packed, type Packed, type SnapshotFacts } from "./snapshot-packing.ts";

export interface SendFacts extends Omit<SnapshotFacts, "heldUnacked" | "heldLinkFull"> {
  readonly nowMs: number;
  readonly ackClock: boolean;
}

interface Sent extends Baseline {
  readonly sentMs: number;
  /** When its tick was due. */
  readonly dueMs: number;
}

/** Smallest RTT is looked for among the acknowledgements of this long. */
const rttWindowMs = 10_000;
/** What is unacknowledged for this long is lost, not under way. */
const lostAfterMs = 1000;
/** Three beyond the bandwidth-delay product keep a clean link busy in spite of jitter. */
const slack = 3;

export class SnapshotSender {
  /** By tick, oldest first. */
  readonly #held = new Map<number, Sent>();
  /** Those of the last window that no later one undercuts: the first is the smallest, however many there were. */
  readonly #rtts: { readonly atMs: number; readonly rttMs: number }[] = [];
  #acked = 0;
  #sentTick = 0;
  /** Held back so far. */
  #unacked = 0;
  #linkFull = 0;

  /** The browser holds the snapshot of `tick`; answers how old that is, ms. Unknown and old ticks change nothing. */
  acknowledge(tick: number, nowMs: number): number | undefined {
    const sent = this.#held.get(tick);
    if (!sent || tick <= this.#acked) return undefined;
    this.#acked = tick;
    const rttMs = nowMs - sent.sentMs;
    while ((this.#rtts.at(-1)?.rttMs ?? -1) >= rttMs) this.#rtts.pop();
    this.#rtts.push({ atMs: nowMs, rttMs });
    while (this.#rtts.length > 0 && (this.#rtts[0]?.atMs ?? 0) < nowMs - rttWindowMs)
      this.#rtts.shift();
    for (const held of this.#held.keys()) if (held < tick) this.#held.delete(held);
    return nowMs - sent.dueMs;
  }

  /** Another link has another RTT; what the browser holds, it still holds. */
  forgetPace(): void {
    this.#rtts.length = 0;
  }

  /** How many may be on the way at once. */
  allowance(rateHz: number): number {
    const [smallest] = this.#rtts;
    if (!smallest) return slack + Math.ceil(rateHz / 4);
    return Math.floor((smallest.rttMs / 1000) * rateHz) + slack;
  }

  #underWay(nowMs: number): number {
    let count = 0;
    for (const [tick, { sentMs }] of this.#held) {
      if (tick > this.#acked && sentMs > nowMs - lostAfterMs) count += 1;
    }
    return count;
  }

  /** The next snapshot, or undefined when enough are on the way already. */
  next(facts: SendFacts): Packed | undefined {
    const { nowMs, lateMs, ackClock, scenery } = facts;
    const { tick, tickRateHz } = scenery.world;
    this.#forgetBefore(nowMs - keptMs);
    if (ackClock && this.#underWay(nowMs) >= this.allowance(tickRateHz)) {
      this.#unacked += 1;
      return undefined;
    }
    const counts = { heldUnacked: this.#unacked, heldLinkFull: this.#linkFull };
    const snapshot = packed({ ...facts, ...counts }, this.#held.get(this.#acked));
    const times = { sentMs: nowMs, dueMs: nowMs - lateMs };
    this.#held.set(tick, { snapshot: snapshot.held, untold: snapshot.untold, ...times });
    return snapshot;
  }

  /** The link would not take the snapshot of `tick`. */
  refused(tick: number): void {
    this.#held.delete(tick);
    this.#linkFull += 1;
  }

  /**
   * The link has taken the snapshot of `tick`; `inPlace` of the one sent before it, which waited to be asked for and will
   * never arrive.
   */
  sent(tick: number, inPlace: boolean): void {
    if (inPlace && this.#sentTick > this.#acked) this.#held.delete(this.#sentTick);
    this.#sentTick = tick;
  }

  /** A browser holds its snapshots a little longer than this; one that never acknowledges costs no more memory. */
  #forgetBefore(oldestMs: number): void {
    for (const [tick, { sentMs }] of this.#held) {
      if (sentMs > oldestMs) return;
      this.#held.delete(tick);
    }
  }
}
