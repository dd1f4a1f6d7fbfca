/** Dials a server and asks at an interval whether there is something: news are as old as the last question. */
import { defaultLimits, type LinkLimits } from "../link.ts";
import { pollingDialer, type PollingDialer } from "../http/polling.ts";

export interface ShortPollingDialerOptions {
  readonly path?: string;
  readonly limits?: Partial<LinkLimits>;
  /** Between two polls, from start to start; 200 ms by default, at most half the heartbeat, which polls must not miss. */
  readonly intervalMs?: number;
}

export interface ShortPollingDialer extends PollingDialer {
  /** For the links of this dialer, from their next poll on. */
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
