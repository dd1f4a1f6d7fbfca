/** Accepts Socket.IO clients over WebSocket on an HTTP server which others use too. */
import type { Acceptor } from "../link.ts";
import { acceptorBy, type Carrier, type SocketioAcceptorOptions } from "./acceptor.ts";
import { socketioPath } from "./paths.ts";

export type { SocketioAcceptorOptions };

/** At `/socket.io` by default. */
export function socketioAcceptor(options: SocketioAcceptorOptions): Acceptor {
  return acceptorBy(byWebSocket, options);
}

const byWebSocket: Carrier = {
  transport: "socketio",
  by: "websocket",
  path: socketioPath,
  gate: ({ engine, refusal }) => ({
    upgrade(request, stream, head) {
      const refused = refusal(request);
      if (!refused) engine.emit("upgrade", request, stream, head);
      return refused;
    },
  }),
};
