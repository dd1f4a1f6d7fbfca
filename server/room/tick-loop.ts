/** Calls a function once a tick, on a schedule without drift: tick t is due at zeroMs + t * stepMs. */

import type { Clock } from "../clock.ts";

export interface TickLoopOptions {
  readonly clock: Clock;
  readonly stepMs: number;
  /** The loop goes on after this tick; 0 by default. */
  readonly afterTick?: number;
  /** `last` is false while the loop catches up after a stall: nobody needs a snapshot of such a tick. */
  readonly onTick: (tick: number, dueMs: number, last: boolean) => void;
  /** The stall was too long to catch up; the loop has stopped. */
  readonly onStall: (behindMs: number) => void;
}

export interface TickLoop {
  readonly zeroMs: number;
  stop(): void;
}

/** After a longer stall (a laptop that slept) no session has survived, so nothing is worth catching up. */
const maxStallMs = 30_000;

export function tickLoop(options: TickLoopOptions): TickLoop {
  const { clock, stepMs, afterTick = 0, onTick, onStall } = options;
  const zeroMs = clock.now() - afterTick * stepMs;
  let tick = afterTick;
  let cancel = (): void => {};
  let stopped = false;

  const run = (): void => {
    const now = clock.now();
    if (now - (zeroMs + (tick + 1) * stepMs) > maxStallMs) {
      onStall(now - (zeroMs + tick * stepMs));
      return;
    }
    // Only the ticks that were due by then: if ticks take longer than the step, links are still served in between.
    while (!stopped && zeroMs + (tick + 1) * stepMs <= now) {
      tick += 1;
      onTick(tick, zeroMs + tick * stepMs, zeroMs + (tick + 1) * stepMs > now);
    }
    if (!stopped) cancel = clock.after(zeroMs + (tick + 1) * stepMs - clock.now(), run);
  };
  cancel = clock.after(stepMs, run);

  return {
    zeroMs,
    stop() {
      stopped = true;
      cancel();
    },
  };
}
