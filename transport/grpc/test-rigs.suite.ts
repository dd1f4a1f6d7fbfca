/** Test rigs of gRPC: as browsers call it, and natively. */
import { once } from "node:events";
import { createServer } from "node:http2";
import type { AddressInfo } from "node:net";
import Fastify from "fastify";
import { Wire } from "#protocol/wire";
import type { ServerBounds } from "../http-guard.ts";
import { routerOf } from "../http-router.ts";
import type { Admission, LinkLimits } from "../link.ts";
import { admission, goodCredential, type MakeTestRig } from "../testing/test-rig.ts";
import { tcpProxy } from "../testing/tcp-proxy.ts";
import { grpcAcceptor } from "./accept.ts";
import { callListener } from "./calls.ts";
import { grpcDialer } from "./dial.ts";
import { grpcNodeDialer } from "./dial-node.ts";

const service = async () => Wire;

const overHttp =
  (protocol: "connect" | "grpc-web"): MakeTestRig =>
  async (limits) => {
    const served = await fastifyServer(limits);
    const proxy = await tcpProxy(served.port);
    return {
      acceptor: served.acceptor,
      dialer: grpcDialer({ service, protocol, limits }),
      address: { origin: `http://127.0.0.1:${proxy.port}`, credential: goodCredential },
      wire: proxy,
      async free() {
        await proxy.stop();
        await served.close();
      },
    };
  };

export const grpcRig = overHttp("connect");
export const grpcWebRig = overHttp("grpc-web");

export const grpcNativeRig: MakeTestRig = async (limits) => {
  const served = await nativeServer(limits);
  const proxy = await tcpProxy(served.port);
  return {
    acceptor: served.acceptor,
    dialer: grpcNodeDialer({ service: Wire, limits }),
    address: { origin: `http://127.0.0.1:${proxy.port}`, credential: goodCredential },
    wire: proxy,
    async free() {
      await proxy.stop();
      await served.close();
    },
  };
};

/** HTTP/1.1, shared with other routes. */
export async function fastifyServer(limits: Partial<LinkLimits> = {}) {
  const fastify = Fastify({ forceCloseConnections: true });
  const acceptor = grpcAcceptor({ service: Wire, fastify, admission, limits });
  fastify.get("/", () => "page");
  await fastify.listen({ host: "127.0.0.1", port: 0 });
  const { port } = fastify.server.address() as AddressInfo;
  const connections = () =>
    new Promise<number>((resolve) => fastify.server.getConnections((_, count) => resolve(count)));
  return { acceptor, port, connections, close: () => fastify.close() };
}

/** HTTP/2 without TLS, as native clients speak it. */
export async function nativeServer(
  limits: Partial<LinkLimits> = {},
  admits: Admission = admission,
  bounds: Partial<ServerBounds> = {},
) {
  const acceptor = grpcAcceptor({ service: Wire, admission: admits, limits });
  const server = createServer(callListener((router) => acceptor.routes(router)));
  const connections = routerOf(server, bounds);
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  return {
    acceptor,
    port,
    async close() {
      connections.destroyConnections();
      server.close();
    },
  };
}
