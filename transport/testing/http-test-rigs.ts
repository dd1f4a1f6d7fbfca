/** Test rigs of the transports over plain requests. */
import type { AddressInfo } from "node:net";
import Fastify, { type FastifyInstance } from "fastify";
import {
  longPollingAcceptor,
  shortPollingAcceptor,
  sseAcceptor,
  type HttpAcceptorOptions,
} from "../accept.ts";
import { longPollingDialer, shortPollingDialer, sseDialer } from "../dial.ts";
import type { Acceptor, Dialer, LinkLimits } from "../link.ts";
import { admission, goodCredential, type MakeTestRig } from "./test-rig.ts";
import { EventSource } from "../sse/node-event-source.ts";
import { tcpProxy } from "./tcp-proxy.ts";

export interface HttpEnds {
  readonly name: "sse" | "long-polling" | "short-polling";
  readonly acceptor: (options: HttpAcceptorOptions) => Acceptor;
  readonly dialer: (options?: { limits?: Partial<LinkLimits> }) => Dialer;
}

export const sseEnds: HttpEnds = {
  name: "sse",
  acceptor: sseAcceptor,
  dialer: (options) => sseDialer({ EventSource, ...options }),
};
export const longPollingEnds: HttpEnds = {
  name: "long-polling",
  acceptor: longPollingAcceptor,
  dialer: longPollingDialer,
};
export const shortPollingEnds: HttpEnds = {
  name: "short-polling",
  acceptor: shortPollingAcceptor,
  dialer: (options) => shortPollingDialer({ intervalMs: 50, ...options }),
};
export const allHttpEnds = [sseEnds, longPollingEnds, shortPollingEnds];

export function httpRig({ acceptor, dialer }: HttpEnds, proxyTo = tcpProxy): MakeTestRig {
  return async (limits) => {
    const fastify = Fastify({ forceCloseConnections: true });
    const accepting = acceptor({ fastify, admission, limits });
    const proxy = await proxyTo(await portOfListening(fastify));
    return {
      acceptor: accepting,
      dialer: dialer({ limits }),
      address: { origin: `http://127.0.0.1:${proxy.port}`, credential: goodCredential },
      wire: proxy,
      async free() {
        await proxy.stop();
        await fastify.close();
      },
    };
  };
}

export async function portOfListening(fastify: FastifyInstance): Promise<number> {
  await fastify.listen({ host: "127.0.0.1", port: 0 });
  return (fastify.server.address() as AddressInfo).port;
}
