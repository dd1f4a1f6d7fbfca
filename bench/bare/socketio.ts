/** Messages over `emit` of Socket.IO with its own parser, over WebSocket or polling. */
import { Server } from "socket.io";
import { Fetch, io } from "socket.io-client";
import { listening } from "../listen-on-loopback.ts";
import type { TransportAdapter } from "../transport-adapter.ts";

export const bareSocketio = (by: "websocket" | "polling"): TransportAdapter => ({
  async serve(onPeer) {
    const { server, origin } = await listening();
    new Server(server, { transports: [by], serveClient: false }).on("connection", (socket) => {
      socket.on(
        "message",
        onPeer((payload) => void socket.emit("message", payload)),
      );
    });
    return { origin };
  },
  async dial(origin, onMessage) {
    // Node has no XMLHttpRequest, and the library's replacement opens a connection for each poll.
    const transports = by === "websocket" ? ["websocket" as const] : [Fetch];
    const socket = io(origin, { transports, forceNew: true, reconnection: false });
    socket.on("message", onMessage);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    socket.on("connect", resolve);
    socket.on("connect_error", reject);
    await promise;
    return {
      send: (payload) => void socket.emit("message", payload),
      close: () => void socket.disconnect(),
    };
  },
});
