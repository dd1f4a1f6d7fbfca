/** The two ends of relayed TCP connections, with real sockets of the loopback. */
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { expect, onTestFinished } from "vitest";
import type { StreamEvent } from "../relay/hook.ts";
import type { RelayOptions } from "../relay/relay.ts";
import { tcpRelay } from "../relay/tcp-relay.ts";

export const host = "127.0.0.1";

export type Choices = Partial<RelayOptions<StreamEvent>>;

/** One end of a connection: what it has received, and how that ended. */
export class TcpEnd {
  readonly socket: Socket;
  readonly chunks: Buffer[] = [];
  readonly endings: string[] = [];

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk: Buffer) => this.chunks.push(chunk));
    socket.on("end", () => this.endings.push("end"));
    socket.on("error", ({ code }: NodeJS.ErrnoException) => this.endings.push(code ?? ""));
  }

  text(): string {
    return Buffer.concat(this.chunks).toString();
  }
}

/** A target, a relay in front of it, and a way to dial it. */
export async function setUp(choices: Choices = {}) {
  const targets: TcpEnd[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) =>
    targets.push(new TcpEnd(socket)),
  );
  await once(server.listen(0, host), "listening");
  const { port } = server.address() as AddressInfo;
  const relay = await tcpRelay({ target: { host, port }, ...choices });
  const clients: TcpEnd[] = [];
  onTestFinished(async () => {
    await relay.close();
    for (const { socket } of [...clients, ...targets]) socket.destroy();
    server.close();
  });
  async function dial(): Promise<TcpEnd> {
    const socket = connect({ port: relay.port, host, allowHalfOpen: true });
    const client = new TcpEnd(socket);
    clients.push(client);
    await once(socket, "connect");
    return client;
  }
  /** A client, and its other end at the target. */
  async function pair(): Promise<[TcpEnd, TcpEnd]> {
    const index = targets.length;
    const client = await dial();
    await expect.poll(() => targets).toHaveLength(index + 1);
    return [client, targets[index]!];
  }
  return { relay, server, targets, dial, pair };
}
