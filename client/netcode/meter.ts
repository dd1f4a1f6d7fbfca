/** Measures snapshots, frames and stalls over the last five seconds, for the net graph. */
import type { Counts } from "#protocol";
import type { MissingSnapshots } from "./missing-snapshots.ts";

const windowMs = 5000;
/** The interval of updates on a machine that is not busy. */
const ageSampleMs = 8;
/** Snapshots that the server held back because this page stood still show up within this time, RTT included. */
const stallSeenMs = 1500;

interface TimedValue {
  readonly atMs: number;
  readonly value: number;
}

class SlidingWindow {
  #items: TimedValue[] = [];

  add(atMs: number, value: number): void {
    this.#items.push({ atMs, value });
  }
  /** The values of the last `ms`, at most five seconds. */
  values(nowMs: number, ms = windowMs): number[] {
    this.#items = this.#items.filter(({ atMs }) => atMs > nowMs - windowMs);
    const recent =
      ms < windowMs ? this.#items.filter(({ atMs }) => atMs > nowMs - ms) : this.#items;
    return recent.map(({ value }) => value);
  }
  sum(nowMs: number): number {
    return this.values(nowMs).reduce((total, value) => total + value, 0);
  }
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Covers the last five seconds, except where a field says otherwise. */
export interface MeterReading {
  /** Now minus the moment at which the newest snapshot held was made. */
  readonly ageMs: { readonly p50: number; readonly p95: number; readonly p99: number };
  /** Shares of all snapshots that were due, 0 to 1: those that the network lost (never over a stream) … */
  readonly lossShare: number;
  /** … those that a newer one replaced before they were fetched … */
  readonly replacedShare: number;
  /** … and those that the server held back, by reason. */
  readonly heldBack: {
    readonly linkFullShare: number;
    /** This page stood still and acknowledged nothing. */
    readonly slowPageShare: number;
    readonly pollIntervalShare: number;
  };
  readonly bytesPerSnapshot: number;
  readonly upBytesPerSecond: number;
  readonly downBytesPerSecond: number;
  readonly upMessagesPerSecond: number;
  readonly downMessagesPerSecond: number;
  /** Spent on trace context, both ways. */
  readonly contextBytesPerSecond: number;
  readonly fps: number;
  /** Since the page was opened. */
  readonly freezesOver100Ms: number;
  /** Longest time without a snapshot. */
  readonly longestGapMs: number;
  /** Longest time for which this page stood still, whatever the link did. */
  readonly longestStallMs: number;
  /** Distance between predicted and true ship at each correction, in units; 0 when the two agree. */
  readonly correctionUnits: number;
}

export class Meter {
  readonly #ages = new SlidingWindow();
  readonly #arrived = new SlidingWindow();
  readonly #missing: Readonly<Record<keyof MissingSnapshots, SlidingWindow>> = {
    lost: new SlidingWindow(),
    replaced: new SlidingWindow(),
    linkFull: new SlidingWindow(),
    slowPage: new SlidingWindow(),
    pollInterval: new SlidingWindow(),
  };
  readonly #frames = new SlidingWindow();
  readonly #gaps = new SlidingWindow();
  readonly #stalls = new SlidingWindow();
  #totals: { atMs: number; counts: Counts } | undefined;
  #rates = { up: 0, down: 0, upMessages: 0, downMessages: 0, context: 0 };
  #lastArrivalMs: number | undefined;
  #lastUpdateMs: number | undefined;
  #agedMs: number | undefined;
  freezesOver100Ms = 0;
  correctionUnits = 0;

  /** Call it at each update: the gap since the one before is time for which this page stood still. */
  update(nowMs: number): void {
    if (this.#lastUpdateMs !== undefined) this.#stalls.add(nowMs, nowMs - this.#lastUpdateMs);
    this.#lastUpdateMs = nowMs;
  }

  /**
   * Age of the newest snapshot held, which has been held since the last call. All time counts alike: the whole time for which a
   * page stood still, and the updates that it then catches up with as one.
   */
  addAge(nowMs: number, ageMs: number): void {
    const sinceMs = Math.min(nowMs - (this.#agedMs ?? nowMs - ageSampleMs), windowMs);
    const samples = Math.floor(sinceMs / ageSampleMs);
    if (samples > 0) this.#agedMs = nowMs;
    for (let back = samples - 1; back >= 0; back--) {
      const agoMs = back * ageSampleMs;
      // Before the snapshot was made it had no age.
      if (agoMs <= ageMs) this.#ages.add(nowMs - agoMs, ageMs - agoMs);
    }
  }

  /** The longest time for which this page stood still in the last second and a half, up to now. */
  stalledMs(nowMs: number): number {
    const nowStanding = this.#lastUpdateMs === undefined ? 0 : nowMs - this.#lastUpdateMs;
    return Math.max(nowStanding, ...this.#stalls.values(nowMs, stallSeenMs));
  }

  /** Answers the gap since the arrival before, ms. */
  addArrival(nowMs: number, bytes: number, missing: MissingSnapshots): number {
    this.#arrived.add(nowMs, bytes);
    for (const [cause, window] of Object.entries(this.#missing)) {
      const count = missing[cause as keyof MissingSnapshots];
      if (count !== 0) window.add(nowMs, count);
    }
    const gapMs = this.#lastArrivalMs === undefined ? 0 : nowMs - this.#lastArrivalMs;
    this.#lastArrivalMs = nowMs;
    this.#gaps.add(nowMs, gapMs);
    if (gapMs > 100) this.freezesOver100Ms += 1;
    return gapMs;
  }

  addCorrection(units: number): void {
    this.correctionUnits = this.correctionUnits * 0.9 + units * 0.1;
  }

  addFrame(nowMs: number): void {
    this.#frames.add(nowMs, 1);
  }

  /** Turns totals into rates; call it about four times a second. */
  updateTotals(nowMs: number, counts: Counts): void {
    const before = this.#totals;
    this.#totals = { atMs: nowMs, counts };
    if (!before || nowMs <= before.atMs || counts.sent < before.counts.sent) return;
    const seconds = (nowMs - before.atMs) / 1000;
    const rate = (field: keyof Counts): number => (counts[field] - before.counts[field]) / seconds;
    const blend = (old: number, fresh: number): number => old + (fresh - old) * 0.4;
    this.#rates = {
      up: blend(this.#rates.up, rate("sentBytes")),
      down: blend(this.#rates.down, rate("receivedBytes")),
      upMessages: blend(this.#rates.upMessages, rate("sent")),
      downMessages: blend(this.#rates.downMessages, rate("received")),
      context: blend(this.#rates.context, rate("contextBytes")),
    };
  }

  /** Shares of all snapshots that were due in the last five seconds. */
  #missingShares(nowMs: number) {
    const count = (cause: keyof MissingSnapshots): number =>
      Math.max(0, this.#missing[cause].sum(nowMs));
    const counts = {
      lost: count("lost"),
      replaced: count("replaced"),
      linkFull: count("linkFull"),
      slowPage: count("slowPage"),
      pollInterval: count("pollInterval"),
    };
    const missing = Object.values(counts).reduce((sum, each) => sum + each, 0);
    const made = Math.max(1, this.#arrived.values(nowMs).length + missing);
    return {
      lossShare: counts.lost / made,
      replacedShare: counts.replaced / made,
      heldBack: {
        linkFullShare: counts.linkFull / made,
        slowPageShare: counts.slowPage / made,
        pollIntervalShare: counts.pollInterval / made,
      },
    };
  }

  reading(nowMs: number): MeterReading {
    const ages = this.#ages.values(nowMs);
    const arrivals = this.#arrived.values(nowMs);
    return {
      ageMs: {
        p50: percentile(ages, 0.5),
        p95: percentile(ages, 0.95),
        p99: percentile(ages, 0.99),
      },
      ...this.#missingShares(nowMs),
      bytesPerSnapshot:
        arrivals.length === 0
          ? 0
          : arrivals.reduce((sum, bytes) => sum + bytes, 0) / arrivals.length,
      upBytesPerSecond: this.#rates.up,
      downBytesPerSecond: this.#rates.down,
      upMessagesPerSecond: this.#rates.upMessages,
      downMessagesPerSecond: this.#rates.downMessages,
      contextBytesPerSecond: this.#rates.context,
      fps: this.#frames.values(nowMs).length / (windowMs / 1000),
      freezesOver100Ms: this.freezesOver100Ms,
      longestGapMs: Math.max(0, ...this.#gaps.values(nowMs)),
      longestStallMs: Math.max(0, ...this.#stalls.values(nowMs)),
      correctionUnits: this.correctionUnits,
    };
  }
}
