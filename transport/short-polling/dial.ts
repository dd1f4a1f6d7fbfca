/** Dials a server and polls it at an interval: a frame waits for the next poll. */
import { defaultLimits, type LinkLimits } from "../link.ts";
import { pollingDialer, type PollingDialer } from "../http/polling.ts";

export interface ShortPollingDialerOptions {
  readonly path?: string;
  readonly limits?: Partial<LinkLimits>;
  /**
   * Between two polls, from start to start. 200 ms by default, and at most half the heartbeat, within which a poll must
   * come.
   */
  readonly intervalMs?: number;
}

export interface ShortPollingDialer extends PollingDialer {
  /** Applies to the links of this dialer from their next poll on. */
  setIntervalMs(intervalMs: number): void;
}

export function shortPollingDialer(options: ShortPollingDialerOptions = {}): ShortPollingDialer {
  const { heartbeatMs } = { ...defaultLimits, ...options.limits };
  const bounded = (intervalMs: number) => Math.min(Math.max(intervalMs, 10), heartbeatMs / 2);
  let intervalMs = bounded(options.intervalMs ?? 200);
  return {
    ...pollingDialer({
      transport: "short-polling",
      path: options.path,
      limits: options.limits,
      intervalMs: () => intervalMs,
    }),
    setIntervalMs(ms) {
      intervalMs = bounded(ms);
    },
  };
}
