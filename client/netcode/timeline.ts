/**
 * Which tick this browser's commands are for. It runs ahead of the server by as much as commands need to arrive in time, and
 * learns that from the leads in snapshots: the smallest one at which the server never lacks a command.
 */

export interface TimelineOptions {
  readonly tickRateHz: number;
  /** Server time at which tick 0 was due, ms. */
  readonly tickZeroMs: number;
}

/** Of the last `windowTicks` commands even the latest one should arrive this many ticks early: that hides as much jitter. */
const targetLead = 1;
const windowTicks = 45;
/** Arriving earlier than this only adds latency. */
const maxLead = 3;
/** The lead shrinks so slowly that a player does not see it. */
const decayMsPerSnapshot = 0.5;
const maxAheadMs = 2000;

export class Timeline {
  readonly tickRateHz: number;
  readonly stepMs: number;
  readonly #tickZeroMs: number;
  #aheadMs: number;
  #leads: number[] = [];
  /** Leads of ticks before this one belong to another `aheadMs`. */
  #firstValidTick = 0;

  constructor({ tickRateHz, tickZeroMs }: TimelineOptions) {
    this.tickRateHz = tickRateHz;
    this.stepMs = 1000 / tickRateHz;
    this.#tickZeroMs = tickZeroMs;
    this.#aheadMs = this.stepMs * 2;
  }

  get aheadMs(): number {
    return this.#aheadMs;
  }

  /** Server time, ms, as ticks with a fraction. */
  ticksAt(serverMs: number): number {
    return (serverMs - this.#tickZeroMs) / this.stepMs;
  }

  msAt(tick: number): number {
    return this.#tickZeroMs + tick * this.stepMs;
  }

  /** The tick that prediction has reached, with a fraction. */
  predictedAt(serverMs: number): number {
    return this.ticksAt(serverMs + this.#aheadMs);
  }

  /** A new link has another delay: start from its RTT. */
  expectRtt(rttMs: number): void {
    this.#aheadMs = Math.max(this.#aheadMs, Math.min(rttMs / 2 + this.stepMs * 2, maxAheadMs));
  }

  /** The estimate of the server's time has moved by `ms`. When commands arrive does not depend on it. */
  shiftClock(ms: number): void {
    if (Math.abs(ms) < maxAheadMs) this.#aheadMs -= ms;
  }

  /** The snapshot of `tick` says how early this browser's commands are. `newestTick` is that of the newest command so far. */
  addLead(tick: number, lead: number, newestTick: number): void {
    if (tick < this.#firstValidTick) return;
    this.#leads.push(lead);
    if (this.#leads.length > windowTicks) this.#leads.shift();
    const least = Math.min(...this.#leads);
    if (least < targetLead) {
      this.#move((targetLead - least) * this.stepMs * (least < 0 ? 1 : 0.5));
      this.#leads = [];
      // Commands under way were made before this move, and arrive as late as the last one did.
      this.#firstValidTick = newestTick + 1 - Math.min(least, 0);
    } else if (least > maxLead && this.#leads.length >= windowTicks / 3) {
      this.#move(
        -Math.min((least - maxLead) * this.stepMs, decayMsPerSnapshot * (least > 10 ? 20 : 1)),
      );
    }
  }

  #move(ms: number): void {
    this.#aheadMs = Math.min(Math.max(this.#aheadMs + ms, -this.stepMs), maxAheadMs);
  }
}
