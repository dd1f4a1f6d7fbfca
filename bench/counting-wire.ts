/** Hops that count what crosses them, both ways: payload of TCP, datagrams of UDP; heads of IP, TCP and UDP are not in it. */
import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

export interface CountingWire {
  readonly port: number;
  bytes(): number;
  stop(): void;
}

const host = "127.0.0.1";

export async function tcpWire(targetPort: number): Promise<CountingWire> {
  let bytes = 0;
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ port: targetPort, host, noDelay: true });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        to.write(chunk);
      });
      from.on("error", () => to.destroy());
      from.on("close", () => to.destroy());
    }
  });
  await once(server.listen(0, host), "listening");
  return {
    port: (server.address() as AddressInfo).port,
    bytes: () => bytes,
    stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

export async function udpWire(targetPort: number): Promise<CountingWire> {
  let bytes = 0;
  /** One socket for each dialer, so that answers find their way back. */
  const backs = new Map<number, UdpSocket>();
  const front = createSocket("udp4");
  front.on("message", (datagram, { port }) => {
    bytes += datagram.length;
    let back = backs.get(port);
    if (!back) {
      back = createSocket("udp4");
      back.on("message", (reply) => {
        bytes += reply.length;
        front.send(reply, port, host);
      });
      backs.set(port, back);
    }
    back.send(datagram, targetPort, host);
  });
  await once(front.bind(0, host), "listening");
  return {
    port: front.address().port,
    bytes: () => bytes,
    stop() {
      front.close();
      for (const back of backs.values()) back.close();
    },
  };
}
