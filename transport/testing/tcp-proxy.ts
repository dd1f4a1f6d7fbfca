/** A TCP hop that can fall silent without hanging up, and can hand on the stream in arbitrary pieces. */
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { setImmediate } from "node:timers/promises";
import { chance } from "./chance.ts";
import type { BadWire } from "./bed.ts";

export interface TcpProxy extends BadWire {
  readonly port: number;
  stop(): void;
}

export async function tcpProxy(targetPort: number): Promise<TcpProxy> {
  const random = chance(1);
  const sockets = new Set<Socket>();
  let isCut = false;
  let isDisturbed = false;

  async function pump(from: Socket, to: Socket): Promise<void> {
    for await (const chunk of from as AsyncIterable<Buffer>) {
      for (let at = 0; at < chunk.length && !isCut;) {
        const pieceBytes = isDisturbed ? 1 + Math.floor(random() * 2000) : chunk.length;
        to.write(chunk.subarray(at, at + pieceBytes));
        at += pieceBytes;
        if (isDisturbed) await setImmediate();
      }
    }
    to.end();
  }

  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ port: targetPort, host: "127.0.0.1", noDelay: true });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on("error", () => to.destroy());
      from.on("close", () => sockets.delete(from));
      pump(from, to).catch(() => to.destroy());
    }
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    port: (server.address() as AddressInfo).port,
    cut: () => void (isCut = true),
    disturb: () => void (isDisturbed = true),
    stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
