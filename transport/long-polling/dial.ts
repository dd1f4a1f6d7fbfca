/** Dials a server that holds each request until it has something to say: HTTP alone, and no more late than its requests. */
import type { LinkLimits } from "../link.ts";
import { pollingDialer, type PollingDialer } from "../http/polling.ts";

export interface LongPollingDialerOptions {
  readonly path?: string;
  readonly limits?: Partial<LinkLimits>;
}

export function longPollingDialer({ path, limits }: LongPollingDialerOptions = {}): PollingDialer {
  // The server paces it: an answer has news, or was held.
  return pollingDialer({ transport: "long-polling", path, limits, intervalMs: () => 0 });
}
