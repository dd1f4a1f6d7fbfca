/**
 * The `ws` server as our acceptors use it, with bounds on what it receives, on the pongs that it queues and on how long a
 * close takes.
 */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type ServerOptions, type WebSocket } from "ws";
import { streamMaxReceiveBytes } from "./max-bytes.ts";

export class BoundedWebSocketServer extends WebSocketServer {
  constructor(options: ServerOptions = {}) {
    const bounds = {
      noServer: true,
      clientTracking: false,
      // Frames are small and compact already, and a compression window costs 300 KB a player.
      perMessageDeflate: false,
      maxPayload: streamMaxReceiveBytes,
      // Pings are answered below: the answer of `ws` would queue a pong for each ping, even if the peer reads none.
      autoPong: false,
      // When a WebSocket is closed, its link has sent its close frame and waited for the answer.
      closeTimeout: 1000,
    };
    super({ ...options, ...bounds });
  }

  override handleUpgrade(
    request: IncomingMessage,
    stream: Duplex,
    head: Buffer,
    upgraded: (socket: WebSocket, request: IncomingMessage) => void,
  ): void {
    super.handleUpgrade(request, stream, head, (socket) => {
      // The latest ping is the only one that needs an answer (RFC 6455 §5.5.3).
      socket.on("ping", (data) => socket.bufferedAmount === 0 && socket.pong(data));
      upgraded(socket, request);
    });
  }
}
