/** Messages over the `ws` server and the platform's WebSocket, nothing between. */
import { once } from "node:events";
import { WebSocketServer } from "ws";
import { listening } from "../listening.ts";
import type { Way } from "../way.ts";

export const bareWebsocket: Way = {
  async serve(meet) {
    const { server, origin } = await listening();
    const sockets = new WebSocketServer({ server });
    sockets.on("connection", (socket) => {
      const hear = meet((payload) => socket.send(payload));
      socket.on("message", (data: Buffer) => hear(data));
    });
    return { origin };
  },
  async dial(origin, heard) {
    const socket = new WebSocket(origin.replace("http", "ws"));
    socket.binaryType = "arraybuffer";
    socket.onmessage = ({ data }) => heard(new Uint8Array(data as ArrayBuffer));
    await once(socket, "open");
    return {
      say: (payload) => socket.send(payload as Uint8Array<ArrayBuffer>),
      close: () => socket.close(),
    };
  },
};
