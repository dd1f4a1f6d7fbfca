/**
 * Snapshots for one player: a delta against the last one acknowledged, and no more of them on the way than the link has
 * shown it can carry (the ack clock). Without that an unreliable channel on a full link is seconds late.
 */
import { AckClock } from "./ack-clock.ts";
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

/** What is unacknowledged for this long, and three times as long as the last one was, is lost, not under way. */
const lostAfterMs = 1000;

export class SnapshotSender {
  /** By tick, oldest first. */
  readonly #held = new Map<number, Sent>();
  readonly #ackClock = new AckClock();
  #acked = 0;
  #rttMs = 0;
  #sentTick = 0;
  /** Held back so far. */
  #unacked = 0;
  #linkFull = 0;

  /** The browser holds the snapshot of `tick`; answers how old that is, ms. Unknown and old ticks change nothing. */
  acknowledge(tick: number, nowMs: number): number | undefined {
    const sent = this.#held.get(tick);
    if (!sent || tick <= this.#acked) return undefined;
    const acked = this.#acked;
    this.#acked = tick;
    this.#rttMs = nowMs - sent.sentMs;
    let arrived = 1;
    for (const held of this.#held.keys()) {
      if (held >= tick) break;
      if (held > acked) arrived += 1;
      this.#held.delete(held);
    }
    this.#ackClock.acknowledged(tick, this.#rttMs, arrived, nowMs);
    return nowMs - sent.dueMs;
  }

  /** Another link has another RTT; what the browser holds, it still holds. */
  forgetPace(): void {
    this.#ackClock.forget();
  }

  /** How many may be on the way at once. */
  allowance(rateHz: number): number {
    return this.#ackClock.allowance(rateHz);
  }

  #underWay(nowMs: number): number {
    const patienceMs = Math.max(lostAfterMs, 3 * this.#rttMs);
    let count = 0;
    for (const [tick, { sentMs }] of this.#held) {
      if (tick > this.#acked && sentMs > nowMs - patienceMs) count += 1;
    }
    return count;
  }

  /** The next snapshot, or undefined when enough are on the way already. */
  next(facts: SendFacts): Packed | undefined {
    const { nowMs, lateMs, ackClock, scenery } = facts;
    const { tick, tickRateHz } = scenery.world;
    this.#forgetBefore(nowMs - keptMs);
    if (ackClock && !this.#ackClock.mayGo(tick, this.#underWay(nowMs), tickRateHz, nowMs)) {
      this.#unacked += 1;
      return undefined;
    }
    const counts = { heldUnacked: this.#unacked, heldLinkFull: this.#linkFull };
    const snapshot = packed({ ...facts, ...counts }, this.#held.get(this.#acked));
    const times = { sentMs: nowMs, dueMs: nowMs - lateMs };
    this.#held.set(tick, { snapshot: snapshot.asDecoded, untold: snapshot.untold, ...times });
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
