/** `ws` as our acceptors use it: bounded in what it takes in, in what it answers, and in how long it takes leave. */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type ServerOptions, type WebSocket } from "ws";
import { streamMaxReceiveBytes } from "./max-bytes.ts";

export class BoundedWebSocketServer extends WebSocketServer {
  constructor(options: ServerOptions = {}) {
    const bounds = {
      noServer: true,
      clientTracking: false,
      // Frames are small and packed already; a window for each player is not (300 KB).
      perMessageDeflate: false,
      maxPayload: streamMaxReceiveBytes,
      // Answered below: this one would queue an answer to each ping, read or not.
      autoPong: false,
      // When a WebSocket is closed its link has said all and waited for an answer.
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
