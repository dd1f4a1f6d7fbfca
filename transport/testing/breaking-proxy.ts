/** A TCP hop that breaks a connection now and then: once a request went through, or in the middle of an answer. */
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import type { TcpProxy } from "./tcp-proxy.ts";

/** Seldom enough that one request is not broken three times, of which nobody would expect recovery. */
const ANSWERS_UNTIL_BREAK = 9;

export async function breakingProxy(targetPort: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let isDisturbed = false;
  let isCut = false;
  let answers = 0;

  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ port: targetPort, host: "127.0.0.1", noDelay: true });
    const breakBoth = () => {
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", breakBoth).on("close", () => {
        sockets.delete(socket);
        breakBoth();
      });
    }
    near.on("data", (bytes) => !isCut && far.write(bytes));
    far.on("data", (bytes: Buffer) => {
      if (isCut) return;
      if (!isDisturbed || ++answers % ANSWERS_UNTIL_BREAK > 0) return void near.write(bytes);
      near.write(bytes.subarray(0, answers % 2 ? 0 : bytes.length / 2), breakBoth);
    });
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
