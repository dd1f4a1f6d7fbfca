/** Dials a Socket.IO server over one WebSocket. */
import type { Dialer } from "../link.ts";
import { createSocketioDialer, type SocketioDialerOptions } from "./create-dialer.ts";
import { socketioPath } from "./paths.ts";

export type { SocketioDialerOptions };

export function socketioDialer(options: SocketioDialerOptions = {}): Dialer {
  return createSocketioDialer(
    {
      transport: "socketio",
      engine: { transports: ["websocket"] },
      path: socketioPath,
      openPhase: "upgrade",
    },
    options,
  );
}
