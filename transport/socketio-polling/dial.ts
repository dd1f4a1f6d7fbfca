/** Dials a Socket.IO server over HTTP long polling, and stays there. */
import type { Dialer } from "../link.ts";
import { dialerBy, type SocketioDialerOptions } from "../socketio/dialer.ts";
import { socketioPollingPath } from "../socketio/paths.ts";
import { PollingByFetch } from "./polling-by-fetch.ts";

export type { SocketioDialerOptions as SocketioPollingDialerOptions };

export function socketioPollingDialer(options: SocketioDialerOptions = {}): Dialer {
  return dialerBy(
    {
      transport: "socketio-polling",
      engine: { transports: [PollingByFetch] },
      path: socketioPollingPath,
      openPhase: "handshake",
    },
    options,
  );
}
