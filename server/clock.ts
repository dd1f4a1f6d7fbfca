/** Time, handed in: tests turn it by hand. */

export interface Clock {
  /** Ms since the epoch, with fractions; never goes back. */
  readonly now: () => number;
  /** Answers how to call it off. */
  readonly after: (ms: number, run: () => void) => () => void;
}

/** The real one: monotonic, anchored to the wall clock at start. */
export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, Math.max(0, ms));
    return () => clearTimeout(timer);
  },
};
