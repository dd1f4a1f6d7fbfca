/**
 * The server's clock, as this page knows it: RFC 5905's four timestamps over the session's pings. Of the last samples the one
 * with the smallest RTT counts. Timestamps take the raw clock, drawing a slewed one.
 */

export interface ClockReading {
  /** Add to this page's clock to get server time, ms. */
  readonly offsetMs: number;
  /** The true offset is within this of it, ms: half the best RTT. */
  readonly errorMs: number;
}

interface Sample {
  readonly offsetMs: number;
  readonly rttMs: number;
}

const maxSamples = 16;
/** The drawing clock follows the raw one with this time constant, ms … */
const slewMs = 250;
/** … and jumps to it beyond this distance, ms. */
const jumpMs = 250;
/** No welcome is older than this: a dial is given up before. */
const maxWelcomeAgeMs = 6000;

export class ClockSync {
  readonly #local: () => number;
  #samples: Sample[] = [];
  #best: Sample | undefined;
  #seedOffsetMs = 0;
  #renderOffset: { offsetMs: number; atMs: number } | undefined;

  /** `local` is this page's own clock, ms since the epoch, monotonic. */
  constructor(local: () => number) {
    this.#local = local;
  }

  /**
   * Takes the server's time from a welcome that just came. It counts before the first pong, and where it shows that this
   * page's clock stood still: the samples from before the machine slept are void.
   */
  seed(serverMs: number): void {
    const sinceMs = this.now() - serverMs;
    if (this.#best && sinceMs > -jumpMs && sinceMs < maxWelcomeAgeMs) return;
    this.#samples = [];
    this.#best = undefined;
    this.#seedOffsetMs = serverMs - this.#local();
  }

  /** t0 and t3 are on this page's clock, t1 and t2 on the server's. Answers the RTT in ms. */
  addSample(t0: number, t1: number, t2: number, t3: number): number {
    const rttMs = Math.max(0, t3 - t0 - (t2 - t1));
    this.#samples.push({ offsetMs: (t1 - t0 + (t2 - t3)) / 2, rttMs });
    if (this.#samples.length > maxSamples) this.#samples.shift();
    this.#best = this.#samples.reduce((best, sample) =>
      sample.rttMs <= best.rttMs ? sample : best,
    );
    return rttMs;
  }

  reading(): ClockReading {
    const best = this.#best;
    return best
      ? { offsetMs: best.offsetMs, errorMs: best.rttMs / 2 }
      : { offsetMs: this.#seedOffsetMs, errorMs: 1000 };
  }

  /** Server time, ms since the epoch, for timestamps. */
  now(): number {
    return this.toServer(this.#local());
  }

  toServer(localMs: number): number {
    return localMs + (this.#best?.offsetMs ?? this.#seedOffsetMs);
  }

  /** Server time for drawing: it is slewed, and jumps only where it is far off. */
  renderNow(): number {
    const atMs = this.#local();
    const targetMs = this.#best?.offsetMs ?? this.#seedOffsetMs;
    if (!this.#renderOffset || Math.abs(targetMs - this.#renderOffset.offsetMs) > jumpMs) {
      this.#renderOffset = { offsetMs: targetMs, atMs };
    } else {
      const share = 1 - Math.exp(-(atMs - this.#renderOffset.atMs) / slewMs);
      this.#renderOffset = {
        offsetMs: this.#renderOffset.offsetMs + (targetMs - this.#renderOffset.offsetMs) * share,
        atMs,
      };
    }
    return atMs + this.#renderOffset.offsetMs;
  }
}
