/** A Socket.IO server with the traffic of a room and nothing else: messages of a given size at a given rate to every client. */
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
  const sendDue = (): void => {
    for (; sent < ((performance.now() - startMs) / 1000) * perSecond; sent++) {
      for (const socket of io.sockets.sockets.values())
        socket.emit("snapshot", Buffer.alloc(bytes, sent));
    }
    const dueMs = startMs + (sent * 1000) / perSecond;
    setTimeout(sendDue, Math.max(1, dueMs - performance.now()));
  };
  sendDue();
  await once(http.listen(0, "127.0.0.1"), "listening");
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
});

handleRequest("received", () => received);
