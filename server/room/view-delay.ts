/**
 * How far behind its own tick a command's player can have seen the world: the limit of lag compensation.
 *
 *   tick to send for - tick shown = how early commands come + age of what is shown
 *
 * A browser shows the world with the delay of its snapshots plus their usual gap (client/netcode/interpolation.ts), and runs
 * ahead just far enough for its commands (client/netcode/timeline.ts). The server measures all three, over as many messages as
 * the browser does. The drawn delay follows slowly, so the measured one falls slowly too. A player who acknowledges late on
 * purpose counts as slow, but in everything and all the time: no server can tell the difference.
 */
import { RecentQuantile } from "./recent-quantile.ts";

/** A browser uses its last 60 arrivals. */
const windowSize = 64;
/** Drawing changes its delay by this share of the time that passes. */
const slewRate = 0.1;
/** The age of a frame on screen, at 20 frames a second. */
const frameMs = 50;
/** Drawing waits 3 ms longer than it has to, and its clock is slewed. */
const spareMs = 10;

export class ViewDelay {
  readonly #stepMs: number;
  /** Times from a tick to the acknowledgement of its snapshot. */
  readonly #agesMs = new RecentQuantile(windowSize);
  /** Ticks from one acknowledged snapshot to the next. */
  readonly #gapsTicks = new RecentQuantile(windowSize);
  readonly #leadsTicks = new RecentQuantile(windowSize);
  #ackedTick = 0;
  #shownMs = 0;
  #atMs = 0;

  constructor(tickRateHz: number) {
    this.#stepMs = 1000 / tickRateHz;
  }

  /** The player has acknowledged the snapshot of `tick`, which was due `ageMs` ago. Call it once for each tick, in order. */
  acknowledged(tick: number, ageMs: number, nowMs: number): void {
    this.#gapsTicks.add(this.#ackedTick === 0 ? 1 : tick - this.#ackedTick);
    this.#agesMs.add(ageMs);
    this.#ackedTick = tick;
    const gapMs = this.#gapsTicks.value * this.#stepMs;
    const measuredMs = this.#agesMs.value + gapMs + spareMs + frameMs;
    this.#shownMs = Math.max(this.#shownMs - (nowMs - this.#atMs) * slewRate, measuredMs);
    this.#atMs = nowMs;
  }

  /** The newest command of a message was this many ticks early. */
  commandReceived(leadTicks: number): void {
    this.#leadsTicks.add(Math.max(leadTicks, 0));
  }

  /** Another link has another delay. Drawing follows slowly. */
  resetLink(): void {
    this.#agesMs.clear();
    this.#gapsTicks.clear();
  }

  /** In 1/16 ticks; 0 before the first acknowledgement. */
  get maxRewind16(): number {
    if (this.#ackedTick === 0) return 0;
    return Math.floor((this.#leadsTicks.value + this.#shownMs / this.#stepMs) * 16);
  }
}
