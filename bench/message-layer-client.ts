/** The receiving end of the flood: it answers every burst with a message of the size of an input. */
import { io } from "socket.io-client";
import { Channel, noTracing } from "#protocol";
import { socketioDialer } from "#transport/dial";
import { handleRequest } from "./request-handlers.ts";

export interface JoinRequest {
  readonly origin: string;
  readonly perBurst: number;
  readonly bytes: number;
}

handleRequest<JoinRequest>("join layered", async ({ origin, perBurst, bytes }) => {
  let received = 0;
  await socketioDialer().dial({ origin, credential: "bench" }, (link) => {
    const channel = new Channel({
      role: "client",
      peer: "server",
      tracer: noTracing,
      now: () => performance.timeOrigin + performance.now(),
      received: () => {
        received += 1;
        if (received % perBurst === 0) channel.sendBody("input", new Uint8Array(bytes));
      },
      overflowed: () => {},
    });
    channel.attach(link, 0);
    return { message: (body) => channel.receive(body, link), closed: () => {} };
  });
});

handleRequest<JoinRequest>("join bare", async ({ origin, perBurst, bytes }) => {
  let received = 0;
  const socket = io(origin, { transports: ["websocket"], forceNew: true });
  socket.on("snapshot", () => {
    received += 1;
    if (received % perBurst === 0) socket.emit("input", new Uint8Array(bytes));
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.on("connect", resolve);
  socket.on("connect_error", reject);
  await promise;
});
