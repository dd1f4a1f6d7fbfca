/** Clients of the bare server: they receive, and send messages of the size of an input. */
import { io, type Socket } from "socket.io-client";
import { handleRequest } from "./request-handlers.ts";

export interface BareRoom {
  readonly origin: string;
  readonly count: number;
  readonly perSecond: number;
  readonly bytes: number;
}

let received = 0;

async function joined({ origin, perSecond, bytes }: BareRoom, phase: number): Promise<Socket> {
  const socket = io(origin, { transports: ["websocket"], forceNew: true });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.on("connect", resolve);
  socket.on("connect_error", reject);
  await promise;
  socket.on("snapshot", () => (received += 1));
  const stepMs = 1000 / perSecond;
  setTimeout(
    () => setInterval(() => socket.emit("input", Buffer.alloc(bytes)), stepMs),
    phase * stepMs,
  );
  return socket;
}

handleRequest<BareRoom>("join", async (room) => {
  for (let index = 0; index < room.count; index++) await joined(room, index / room.count);
});

handleRequest("received", () => received);
