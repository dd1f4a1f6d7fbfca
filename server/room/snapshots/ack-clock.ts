/**
 * How many snapshots may be on the way to one player at once, by what comes back. A queue in a full link is time by which
 * the world there is older, and no link says how long its queue is; so no more is sent than fits the way itself:
 *
 *   smallest RTT x rate + 3
 *
 * The smallest RTT must be one without a queue. On a link that is full all the time there is none: then the way is drained
 * now and then, and one snapshot goes alone (as BBR's ProbeRTT does, draft-cardwell-iccrg-bbr-congestion-control §4.3.4). If
 * its RTT is much shorter than those before, the link was full, and carries no more than what arrived; if it is not, the way has
 * become longer.
 */

/** The smallest RTT is looked for among the acknowledgements of this long. */
const rttWindowMs = 10_000;
/** Three beyond the bandwidth-delay product keep a clean link busy in spite of jitter. */
const slack = 3;
/** Snapshots that are held back for longer than this, pauses of half of it not counted, are a reason to look for a queue. */
const heldLongMs = 1000;
/** Draining costs a little: once in so long. */
const probeEveryMs = 5000;
/** A queue is more than a third of the RTT; less is jitter. */
const cleanShare = 0.67;
/** A link that has held nothing back for so long is not full any more. */
const freeAfterMs = 3000;

interface Probe {
  /** The RTT before it. */
  readonly loadedRttMs: number;
  /** The tick of the snapshot that went alone. */
  aloneTick: number | undefined;
}

export class AckClock {
  /** Those of the last window that no later one undercuts: the first is the smallest, however many there were. */
  #rtts: { readonly atMs: number; readonly rttMs: number }[] = [];
  #lastRttMs: number | undefined;
  /** When snapshots arrived, of the last second. */
  #arrivals: { readonly atMs: number; readonly count: number }[] = [];
  #heldSinceMs = 0;
  #heldMs = Number.NEGATIVE_INFINITY;
  #probe: Probe | undefined;
  #probedMs = Number.NEGATIVE_INFINITY;
  /** What a full link carries, snapshots a second; undefined while it is not known to be full. */
  #bottleneckRateHz: number | undefined;

  /** The snapshot of `tick` has come back after `rttMs`; `count` have arrived with it. */
  acknowledged(tick: number, rttMs: number, count: number, nowMs: number): void {
    this.#lastRttMs = rttMs;
    this.#arrivals.push({ atMs: nowMs, count });
    this.#arrivals = this.#arrivals.filter(({ atMs }) => atMs > nowMs - 1000);
    if (this.#probe?.aloneTick === tick) this.#endProbe(this.#probe, rttMs, nowMs);
    while ((this.#rtts.at(-1)?.rttMs ?? -1) >= rttMs) this.#rtts.pop();
    this.#rtts.push({ atMs: nowMs, rttMs });
    while ((this.#rtts[0]?.atMs ?? nowMs) < nowMs - rttWindowMs) this.#rtts.shift();
  }

  /** Another link: nothing is known of it. */
  reset(): void {
    this.#rtts = [];
    this.#arrivals = [];
    this.#lastRttMs = undefined;
    this.#probe = undefined;
    this.#bottleneckRateHz = undefined;
  }

  /** How many may be on the way at once, of `rateHz` that there are to send. */
  window(rateHz: number): number {
    const [smallest] = this.#rtts;
    if (!smallest) return slack + Math.ceil(rateHz / 4);
    const carriedHz = Math.min(rateHz, this.#bottleneckRateHz ?? rateHz);
    return Math.floor((smallest.rttMs / 1000) * carriedHz) + slack;
  }

  /** Whether the snapshot of `tick` may go while so many are on the way. */
  maySend(tick: number, inFlight: number, rateHz: number, nowMs: number): boolean {
    if (nowMs - this.#heldMs > freeAfterMs) this.#bottleneckRateHz = undefined;
    if (!this.#probe && this.#isProbeDue(nowMs))
      this.#probe = { loadedRttMs: this.#lastRttMs ?? 0, aloneTick: undefined };
    if (this.#probe) {
      if (inFlight > 0) return false;
      this.#probe.aloneTick = tick;
      return true;
    }
    if (inFlight < this.window(rateHz)) return true;
    if (nowMs - this.#heldMs > heldLongMs / 2) this.#heldSinceMs = nowMs;
    this.#heldMs = nowMs;
    return false;
  }

  #isProbeDue(nowMs: number): boolean {
    const isHeldLong =
      nowMs - this.#heldMs <= heldLongMs / 2 && nowMs - this.#heldSinceMs >= heldLongMs;
    return isHeldLong && this.#lastRttMs !== undefined && nowMs - this.#probedMs >= probeEveryMs;
  }

  #endProbe({ loadedRttMs: loadedMs }: Probe, aloneMs: number, nowMs: number): void {
    const arrived = this.#arrivals.reduce((sum, { count }) => sum + count, 0);
    this.#bottleneckRateHz = aloneMs < loadedMs * cleanShare ? arrived : undefined;
    // Those before had a queue in them, or were of a shorter way.
    this.#rtts = [];
    this.#probe = undefined;
    this.#probedMs = nowMs;
  }
}
