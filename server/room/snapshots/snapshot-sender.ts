/**
 * Snapshots for one player: each a delta against the last one acknowledged, and no more of them under way than the link has
 * shown it can carry (the ack clock). Without that limit an unreliable channel on a full link is seconds late.
 */
import { AckClock } from "./ack-clock.ts";
import { historyMs } from "./tick-state.ts";
import {
  type Baseline,
  packSnapshot,
  type PackedSnapshot,
  type SnapshotFacts,
} from "./snapshot-packing.ts";

export interface SendFacts extends Omit<SnapshotFacts, "skippedUnacked" | "skippedLinkFull"> {
  readonly nowMs: number;
  readonly ackClock: boolean;
}

interface SentSnapshot extends Baseline {
  readonly sentMs: number;
}

/** A snapshot that is unacknowledged for this long, and for three times the last RTT, is lost and not under way. */
const lostAfterMs = 1000;

export class SnapshotSender {
  /** By tick, oldest first. */
  readonly #baselines = new Map<number, SentSnapshot>();
  readonly #ackClock = new AckClock();
  #ackedTick = 0;
  #rttMs = 0;
  #sentTick = 0;
  /** Held back so far. */
  #unacked = 0;
  #linkFull = 0;

  /** The far end holds the snapshot of `tick`. Unknown and old ticks change nothing. */
  acknowledge(tick: number, nowMs: number): void {
    const sent = this.#baselines.get(tick);
    if (!sent || tick <= this.#ackedTick) return;
    const acked = this.#ackedTick;
    this.#ackedTick = tick;
    this.#rttMs = nowMs - sent.sentMs;
    let arrived = 1;
    for (const held of this.#baselines.keys()) {
      if (held >= tick) break;
      if (held > acked) arrived += 1;
      this.#baselines.delete(held);
    }
    this.#ackClock.acknowledged(tick, this.#rttMs, arrived, nowMs);
  }

  /** Another link has another RTT. The browser's baselines stay. */
  resetRtt(): void {
    this.#ackClock.reset();
  }

  /** How many may be under way at once. */
  window(rateHz: number): number {
    return this.#ackClock.window(rateHz);
  }

  #inFlight(nowMs: number): number {
    const patienceMs = Math.max(lostAfterMs, 3 * this.#rttMs);
    let count = 0;
    for (const [tick, { sentMs }] of this.#baselines) {
      if (tick > this.#ackedTick && sentMs > nowMs - patienceMs) count += 1;
    }
    return count;
  }

  /** The next snapshot, or undefined when enough are under way already. */
  next(facts: SendFacts): PackedSnapshot | undefined {
    const { nowMs, ackClock, tickState } = facts;
    const { tick, tickRateHz } = tickState.world;
    this.#pruneBefore(nowMs - historyMs);
    if (ackClock && !this.#ackClock.maySend(tick, this.#inFlight(nowMs), tickRateHz, nowMs)) {
      this.#unacked += 1;
      return undefined;
    }
    const counts = { skippedUnacked: this.#unacked, skippedLinkFull: this.#linkFull };
    const snapshot = packSnapshot({ ...facts, ...counts }, this.#baselines.get(this.#ackedTick));
    const { asDecoded, unsent } = snapshot;
    this.#baselines.set(tick, { snapshot: asDecoded, unsent, sentMs: nowMs });
    return snapshot;
  }

  /** The link dropped the snapshot of `tick`. */
  dropped(tick: number): void {
    this.#baselines.delete(tick);
    this.#linkFull += 1;
  }

  /**
   * The link has accepted the snapshot of `tick`. `replaced`: in place of the one before it, which waited to be polled and
   * will never arrive.
   */
  sent(tick: number, replaced: boolean): void {
    if (replaced && this.#sentTick > this.#ackedTick) this.#baselines.delete(this.#sentTick);
    this.#sentTick = tick;
  }

  /** A browser keeps its snapshots a little longer than this. A browser that never acknowledges takes no more memory. */
  #pruneBefore(oldestMs: number): void {
    for (const [tick, { sentMs }] of this.#baselines) {
      if (sentMs > oldestMs) return;
      this.#baselines.delete(tick);
    }
  }
}
