/**
 * When this browser's commands are for. It runs ahead of the server by as much as commands need to arrive in time, and
 * learns how much that is from the lead that snapshots report: the least that never makes the server guess.
 */

export interface TimelineOptions {
  readonly tickRateHz: number;
  /** Server time at which tick 0 was due, ms. */
  readonly tickZeroMs: number;
}

/** Commands should be there this many whole ticks early, at the worst of the last `windowTicks`: hides that much jitter. */
const targetLead = 1;
const windowTicks = 45;
/** More than this early is latency for nothing. */
const maxLead = 3;
/** Time is given back slowly, so that nobody sees it. */
const decayMsPerSnapshot = 0.5;
const maxAheadMs = 2000;

export class Timeline {
  readonly tickRateHz: number;
  readonly stepMs: number;
  readonly #tickZeroMs: number;
  #aheadMs: number;
  #leads: number[] = [];
  /** Leads of ticks before this one were made with another `aheadMs`. */
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

  /** Where prediction stands, in ticks with a fraction. */
  predictedAt(serverMs: number): number {
    return this.ticksAt(serverMs + this.#aheadMs);
  }

  /** A new link has another delay: start from what its RTT asks for. */
  expectRtt(rttMs: number): void {
    this.#aheadMs = Math.max(this.#aheadMs, Math.min(rttMs / 2 + this.stepMs * 2, maxAheadMs));
  }

  /** The server's time has turned out to be `ms` later than it was taken for. That says nothing of when commands arrive. */
  shiftClock(ms: number): void {
    if (Math.abs(ms) < maxAheadMs) this.#aheadMs -= ms;
  }

  /** What a snapshot of `tick` said of our commands. `newestTick` is the newest one sent so far. */
  addLead(tick: number, lead: number, newestTick: number): void {
    if (tick < this.#firstValidTick) return;
    this.#leads.push(lead);
    if (this.#leads.length > windowTicks) this.#leads.shift();
    const least = Math.min(...this.#leads);
    if (least < targetLead) {
      this.#move((targetLead - least) * this.stepMs * (least < 0 ? 1 : 0.5));
      this.#leads = [];
      // Until then the server hears commands that were made before this: the next one comes as late as the last did.
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
