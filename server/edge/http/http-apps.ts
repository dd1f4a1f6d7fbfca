/** The HTTP servers of the game: one speaks HTTP/1.1, one HTTPS with HTTP/2. Both get the same routes and bounds. */
import { createServer } from "node:http";
import { createSecureServer, type Http2SecureServer } from "node:http2";
import Fastify, { type FastifyInstance } from "fastify";
import { routerOf, type ServerBounds } from "#transport/accept";
import type { Certificates } from "./certificate.ts";

/** Two round trips on any network on which the game can be played. */
const handshakeWithinMs = 10_000;

export function plainApp(bounds: Partial<ServerBounds> = {}): FastifyInstance {
  const fastify = Fastify({
    logger: false,
    serverFactory(handler) {
      const server = createServer(handler);
      routerOf(server, bounds);
      return server;
    },
  });
  return closedAtOnce(fastify);
}

export function secureApp(
  certificates: Certificates,
  bounds: Partial<ServerBounds> = {},
): FastifyInstance {
  const { certPem, keyPem } = certificates.current;
  const https = {
    // WebSockets are upgrades of HTTP/1.1.
    allowHTTP1: true,
    handshakeTimeout: handshakeWithinMs,
    cert: certPem,
    key: keyPem,
  };
  const fastify = Fastify({
    logger: false,
    http2: true,
    https,
    serverFactory(handler) {
      const server = createSecureServer(https, handler);
      routerOf(server, bounds);
      return server;
    },
  });
  const server: Http2SecureServer = fastify.server;
  certificates.onRenewed((renewed) =>
    server.setSecureContext({ cert: renewed.certPem, key: renewed.keyPem }),
  );
  // Only the types differ: Node's compatibility layer gives requests and replies of HTTP/2 the form of HTTP/1.1.
  return closedAtOnce(fastify as unknown as FastifyInstance);
}

/** Closing does not wait for open connections; Fastify's own option for that covers HTTP/1.1 alone. */
function closedAtOnce(fastify: FastifyInstance): FastifyInstance {
  return fastify.addHook("preClose", async () => routerOf(fastify.server).destroyConnections());
}
