/** A clock that a test turns by hand. */
import type { Clock } from "../clock.ts";

interface Timer {
  readonly atMs: number;
  readonly run: () => void;
}

export class ManualClock implements Clock {
  #nowMs: number;
  readonly #timers = new Set<Timer>();

  constructor(startMs = 1_000_000) {
    this.#nowMs = startMs;
  }

  now = (): number => this.#nowMs;

  after = (ms: number, run: () => void): (() => void) => {
    const timer = { atMs: this.#nowMs + Math.max(0, ms), run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  };

  /** Time passes and no timer runs: the machine slept, or was busy. */
  stall(ms: number): void {
    this.#nowMs += ms;
  }

  /** Runs all timers that are due by then, each at its time, in order. */
  advance(ms: number): void {
    const untilMs = this.#nowMs + ms;
    for (;;) {
      const [next] = [...this.#timers].toSorted((a, b) => a.atMs - b.atMs);
      if (!next || next.atMs > untilMs) break;
      this.#timers.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.run();
    }
    this.#nowMs = Math.max(this.#nowMs, untilMs);
  }

  /** How many timers are still to run. */
  get pendingTimers(): number {
    return this.#timers.size;
  }
}
