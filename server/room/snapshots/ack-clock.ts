/**
 * How many snapshots may be under way to one player at once, from the acknowledgements. A queue in a full link makes every
 * snapshot older, and no link tells how long its queue is. So no more snapshots are sent than the path holds without a queue:
 *
 *   smallest RTT x rate + 3
 *
 * The smallest RTT must be one without a queue. A link that is full all the time never shows one: then the link is drained
 * now and then, and one snapshot goes alone (as BBR's ProbeRTT does, draft-cardwell-iccrg-bbr-congestion-control §4.3.4). If
 * its RTT is much shorter than those before, the link was full, and its rate is what arrived. If it is not, the path has
 * become longer.
 */

/** The smallest RTT is that of the acknowledgements within this time. */
const rttWindowMs = 10_000;
/** Three beyond the bandwidth-delay product keep a clean link busy in spite of jitter. */
const slack = 3;
/** If snapshots are held back for longer than this, pauses of half of it not counted, the link is drained to look for a queue. */
const heldLongMs = 1000;
/** Draining costs a few snapshots, so it happens at most this often. */
const probeEveryMs = 5000;
/** A difference of more than a third of the RTT is a queue; less is jitter. */
const cleanShare = 0.67;
/** A link on which nothing was held back for this long is not full any more. */
const freeAfterMs = 3000;

interface Probe {
  /** The RTT before it. */
  readonly loadedRttMs: number;
  /** The tick of the snapshot that went alone. */
  aloneTick: number | undefined;
}

export class AckClock {
  /** RTTs of the last window that no later one is below: the first is the smallest. */
  #rtts: { readonly atMs: number; readonly rttMs: number }[] = [];
  #lastRttMs: number | undefined;
  /** When snapshots arrived, of the last second. */
  #arrivals: { readonly atMs: number; readonly count: number }[] = [];
  #heldSinceMs = 0;
  #heldMs = Number.NEGATIVE_INFINITY;
  #probe: Probe | undefined;
  #probedMs = Number.NEGATIVE_INFINITY;
  /** The rate of a full link, snapshots a second; undefined while it is not known to be full. */
  #bottleneckRateHz: number | undefined;

  /** The snapshot of `tick` was acknowledged after `rttMs`; with it `count` have arrived. */
  acknowledged(tick: number, rttMs: number, count: number, nowMs: number): void {
    this.#lastRttMs = rttMs;
    this.#arrivals.push({ atMs: nowMs, count });
    this.#arrivals = this.#arrivals.filter(({ atMs }) => atMs > nowMs - 1000);
    if (this.#probe?.aloneTick === tick) this.#endProbe(this.#probe, rttMs, nowMs);
    while ((this.#rtts.at(-1)?.rttMs ?? -1) >= rttMs) this.#rtts.pop();
    this.#rtts.push({ atMs: nowMs, rttMs });
    while ((this.#rtts[0]?.atMs ?? nowMs) < nowMs - rttWindowMs) this.#rtts.shift();
  }

  /** Nothing is known of a new link. */
  reset(): void {
    this.#rtts = [];
    this.#arrivals = [];
    this.#lastRttMs = undefined;
    this.#probe = undefined;
    this.#bottleneckRateHz = undefined;
  }

  /** How many may be under way at once, at `rateHz` snapshots a second. */
  window(rateHz: number): number {
    const [smallest] = this.#rtts;
    if (!smallest) return slack + Math.ceil(rateHz / 4);
    const carriedHz = Math.min(rateHz, this.#bottleneckRateHz ?? rateHz);
    return Math.floor((smallest.rttMs / 1000) * carriedHz) + slack;
  }

  /** Whether the snapshot of `tick` may go while so many are under way. */
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
    // The RTTs before included a queue, or were those of a shorter path.
    this.#rtts = [];
    this.#probe = undefined;
    this.#probedMs = nowMs;
  }
}
