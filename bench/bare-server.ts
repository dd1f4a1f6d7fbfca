/** A Socket.IO server that only does what the room's traffic asks: so many messages of such a size to everybody. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";
import { handleRequest } from "./request-handlers.ts";

export interface Traffic {
  readonly perSecond: number;
  readonly bytes: number;
}

let received = 0;

handleRequest<Traffic>("listen", async ({ perSecond, bytes }) => {
  const http = createServer();
  const io = new Server(http, { transports: ["websocket"], serveClient: false });
  io.on("connection", (socket) => void socket.on("input", () => (received += 1)));
  const startMs = performance.now();
  let sent = 0;
  const tell = (): void => {
    for (; sent < ((performance.now() - startMs) / 1000) * perSecond; sent++) {
      for (const socket of io.sockets.sockets.values())
        socket.emit("snapshot", Buffer.alloc(bytes, sent));
    }
    const dueMs = startMs + (sent * 1000) / perSecond;
    setTimeout(tell, Math.max(1, dueMs - performance.now()));
  };
  tell();
  await once(http.listen(0, "127.0.0.1"), "listening");
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
});

handleRequest("heard", () => received);
