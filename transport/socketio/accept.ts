/** Accepts Socket.IO clients over WebSocket on an HTTP server which others use too. */
import type { Acceptor } from "../link.ts";
import {
  createSocketioAcceptor,
  type SocketioTransport,
  type SocketioAcceptorOptions,
} from "./create-acceptor.ts";
import { socketioPath } from "./paths.ts";

export type { SocketioAcceptorOptions };

/** At `/socket.io` by default. */
export function socketioAcceptor(options: SocketioAcceptorOptions): Acceptor {
  return createSocketioAcceptor(webSocketTransport, options);
}

const webSocketTransport: SocketioTransport = {
  transport: "socketio",
  engineTransport: "websocket",
  path: socketioPath,
  gate: ({ engine, refusal }) => ({
    upgrade(request, stream, head) {
      const refused = refusal(request);
      if (!refused) engine.emit("upgrade", request, stream, head);
      return refused;
    },
  }),
};
