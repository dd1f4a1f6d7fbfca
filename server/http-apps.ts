/** The HTTP servers of the game: one speaks HTTP/1.1, one HTTPS with HTTP/2. Both get the same routes. */
import type { Http2SecureServer } from "node:http2";
import type { Socket } from "node:net";
import Fastify, { type FastifyInstance } from "fastify";
import type { Certificates } from "./certificate.ts";

export const plainApp = (): FastifyInstance =>
  Fastify({ logger: false, forceCloseConnections: true });

export function secureApp(certificates: Certificates): FastifyInstance {
  const { certPem, keyPem } = certificates.current;
  const fastify = Fastify({
    logger: false,
    forceCloseConnections: true,
    http2: true,
    // WebSockets are upgrades of HTTP/1.1.
    https: { allowHTTP1: true, cert: certPem, key: keyPem },
  });
  const server: Http2SecureServer = fastify.server;
  certificates.onRenewed((renewed) =>
    server.setSecureContext({ cert: renewed.certPem, key: renewed.keyPem }),
  );
  // This kind of server has no closeAllConnections, which Fastify would call.
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  fastify.addHook("preClose", async () => {
    for (const socket of sockets) socket.destroy();
  });
  // Types apart, requests and replies of HTTP/2 are those of HTTP/1.1: Node's compatibility layer sees to it.
  return fastify as unknown as FastifyInstance;
}
