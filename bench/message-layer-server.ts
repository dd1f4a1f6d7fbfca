/**
 * The sending end of a flood: it sends bursts to its one client, waits for the client's answer after each, and reports the CPU
 * time. `listen layered` makes it send through Channel and Link, `listen bare` through bare Socket.IO.
 */
import { once } from "node:events";
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server, type Socket } from "socket.io";
import { Channel, noTracing } from "#protocol";
import { socketioAcceptor } from "#transport/accept";
import { handleRequest } from "./request-handlers.ts";

export interface Flood {
  readonly bursts: number;
  /** As many messages as a tick of a full room sends. */
  readonly perBurst: number;
  readonly bytes: number;
}

let send = (_body: Uint8Array): void => {};
let onReceived = (): void => {};

async function listening(server: HttpServer): Promise<string> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

handleRequest("listen layered", async () => {
  const server = createServer();
  const admission = { admits: () => true, refusal: () => undefined };
  await socketioAcceptor({ server, admission }).listen((link) => {
    const channel = new Channel({
      role: "server",
      peer: "player",
      tracer: noTracing,
      now: () => performance.timeOrigin + performance.now(),
      received: () => onReceived(),
      overflowed: () => {},
    });
    channel.attach(link, 0);
    send = (body) => void channel.sendBody("snapshot", body);
    return { message: (bytes) => channel.receive(bytes, link), closed: () => {} };
  });
  return listening(server);
});

handleRequest("listen bare", async () => {
  const server = createServer();
  const io = new Server(server, { transports: ["websocket"], serveClient: false });
  io.on("connection", (socket: Socket) => {
    send = (body) => void socket.emit("snapshot", body);
    socket.on("input", () => onReceived());
  });
  return listening(server);
});

/** Returns the CPU time of this process per sent message, in microseconds. */
handleRequest<Flood>("flood", async ({ bursts, perBurst, bytes }) => {
  const before = process.cpuUsage();
  for (let burst = 0; burst < bursts; burst++) {
    const { promise, resolve } = Promise.withResolvers<void>();
    onReceived = resolve;
    for (let index = 0; index < perBurst; index++) send(new Uint8Array(bytes).fill(index));
    await promise;
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / (bursts * perBurst);
});
