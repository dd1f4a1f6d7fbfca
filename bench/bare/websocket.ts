/** Messages over the `ws` server and Node's WebSocket, without any layer of ours. */
import { once } from "node:events";
import { WebSocketServer } from "ws";
import { listening } from "../listen-on-loopback.ts";
import type { TransportAdapter } from "../transport-adapter.ts";

export const bareWebsocket: TransportAdapter = {
  async serve(onPeer) {
    const { server, origin } = await listening();
    const sockets = new WebSocketServer({ server });
    sockets.on("connection", (socket) => {
      const receive = onPeer((payload) => socket.send(payload));
      socket.on("message", (data: Buffer) => receive(data));
    });
    return { origin };
  },
  async dial(origin, onMessage) {
    const socket = new WebSocket(origin.replace("http", "ws"));
    socket.binaryType = "arraybuffer";
    socket.onmessage = ({ data }) => onMessage(new Uint8Array(data as ArrayBuffer));
    await once(socket, "open");
    return {
      send: (payload) => socket.send(payload as Uint8Array<ArrayBuffer>),
      close: () => socket.close(),
    };
  },
};
