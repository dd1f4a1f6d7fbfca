/**
 * A TCP relay: each connection of a client becomes one to the target. Half-closed connections, backpressure and
 * resets pass through it as they are, unless a hook decides otherwise.
 */
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { pass, type StreamEvent } from "./hook.ts";
import { validateOptions, type Relay, type RelayOptions } from "./relay.ts";
import { StreamDirection } from "./stream-direction.ts";

/** @throws the system's error if it cannot listen there */
export async function tcpRelay(options: RelayOptions<StreamEvent>): Promise<Relay> {
  const { target, listenOn, hooks, maxFlows, maxQueuedBytes, clock } = validateOptions(options);
  const sockets = new Set<Socket>();
  const directions = new Set<StreamDirection>();

  const server = createServer({ noDelay: true, allowHalfOpen: true }, (near) => {
    const far = connect({ ...target, noDelay: true, allowHalfOpen: true });
    const { up = pass, down = pass } = hooks({
      host: near.remoteAddress ?? "",
      port: near.remotePort ?? 0,
    });
    const limits = { clock, maxQueuedBytes };
    const both = [
      new StreamDirection({ ...limits, from: near, to: far, hook: up }),
      new StreamDirection({ ...limits, from: far, to: near, hook: down }),
    ];
    for (const direction of both) directions.add(direction);
    for (const socket of [near, far]) {
      sockets.add(socket);
      // The "close" event that follows is the one that counts.
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        if (!near.closed || !far.closed) return;
        for (const direction of both) directions.delete(direction);
      });
    }
  });
  server.maxConnections = maxFlows;
  server.listen(listenOn.port, listenOn.host);
  await once(server, "listening");

  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = [...sockets].map(
        (socket) => new Promise((done) => socket.once("close", done)),
      );
      const stopped = new Promise((done) => server.close(done));
      for (const direction of directions) direction.close();
      for (const socket of sockets) socket.destroy();
      await Promise.all([stopped, ...closed]);
    },
  };
}
