/** The other end of the flood: answers every burst with a message of an input's size. */
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
    const conversation = new Channel({
      role: "client",
      peer: "server",
      tracer: noTracing,
      now: () => performance.timeOrigin + performance.now(),
      received: () => {
        received += 1;
        if (received % perBurst === 0) conversation.sendBody("input", new Uint8Array(bytes));
      },
      overflowed: () => {},
    });
    conversation.attach(link, 0);
    return { message: (body) => conversation.receive(body, link), closed: () => {} };
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
