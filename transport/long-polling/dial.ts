/** Dials a server that holds each request until it has frames to send. */
import type { LinkLimits } from "../link.ts";
import { pollingDialer, type PollingDialer } from "../http/polling.ts";

export interface LongPollingDialerOptions {
  readonly path?: string;
  readonly limits?: Partial<LinkLimits>;
}

export function longPollingDialer({ path, limits }: LongPollingDialerOptions = {}): PollingDialer {
  // The server sets the pace: it answers when it has frames or when the hold time is over.
  return pollingDialer({ transport: "long-polling", path, limits, intervalMs: () => 0 });
}
