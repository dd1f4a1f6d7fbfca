/** Dials a Socket.IO server over HTTP long polling, and does not upgrade. */
import type { Dialer } from "../link.ts";
import { createSocketioDialer, type SocketioDialerOptions } from "../socketio/create-dialer.ts";
import { socketioPollingPath } from "../socketio/paths.ts";
import { FetchPolling } from "./fetch-polling.ts";

export type { SocketioDialerOptions as SocketioPollingDialerOptions };

export function socketioPollingDialer(options: SocketioDialerOptions = {}): Dialer {
  return createSocketioDialer(
    {
      transport: "socketio-polling",
      engine: { transports: [FetchPolling] },
      path: socketioPollingPath,
      openPhase: "handshake",
    },
    options,
  );
}
