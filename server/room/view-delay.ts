/**
 * How far behind its own tick a command's player can have seen the world, which is what lag compensation believes.
 *
 *   tick to send for - tick shown = how early commands come + age of what is shown
 *
 * A browser shows the world as old as snapshots need to arrive, plus their usual distance (client/netcode/interpolation.ts), and
 * runs ahead just far enough for its commands (client/netcode/timeline.ts). The server measures all three, over as many messages
 * as the browser does, and gives the drawn delay the time that drawing takes to follow. Who acknowledges late is taken for as slow
 * as it says, but in everything and all the time: no server can know better.
 */
import { RecentQuantile } from "./recent-quantile.ts";

/** A browser looks at its last 60 arrivals. */
const windowSize = 64;
/** Drawing changes its delay by so much of the time that passes. */
const slewRate = 0.1;
/** What was on screen is as old as its frame, at 20 frames a second. */
const frameMs = 50;
/** Drawing waits 3 ms longer than it must, and its clock is slewed. */
const spareMs = 10;

export class ViewDelay {
  readonly #stepMs: number;
  /** From a tick to the acknowledgement of its snapshot. */
  readonly #agesMs = new RecentQuantile(windowSize);
  /** From one snapshot acknowledged to the next. */
  readonly #gapsTicks = new RecentQuantile(windowSize);
  readonly #leadsTicks = new RecentQuantile(windowSize);
  #ackedTick = 0;
  #shownMs = 0;
  #atMs = 0;

  constructor(tickRateHz: number) {
    this.#stepMs = 1000 / tickRateHz;
  }

  /** The player has shown that it holds the snapshot of `tick`, which was due `ageMs` ago; each tick once, in order. */
  acknowledged(tick: number, ageMs: number, nowMs: number): void {
    this.#gapsTicks.add(this.#ackedTick === 0 ? 1 : tick - this.#ackedTick);
    this.#agesMs.add(ageMs);
    this.#ackedTick = tick;
    const gapMs = this.#gapsTicks.value * this.#stepMs;
    const measuredMs = this.#agesMs.value + gapMs + spareMs + frameMs;
    this.#shownMs = Math.max(this.#shownMs - (nowMs - this.#atMs) * slewRate, measuredMs);
    this.#atMs = nowMs;
  }

  /** The newest command of a message was so many ticks early. */
  commandReceived(leadTicks: number): void {
    this.#leadsTicks.add(Math.max(leadTicks, 0));
  }

  /** Another link has another delay; drawing goes over to it slowly. */
  resetLink(): void {
    this.#agesMs.clear();
    this.#gapsTicks.clear();
  }

  /** In 1/16 ticks; 0 as long as nothing has been acknowledged. */
  get maxRewind16(): number {
    if (this.#ackedTick === 0) return 0;
    return Math.floor((this.#leadsTicks.value + this.#shownMs / this.#stepMs) * 16);
  }
}
