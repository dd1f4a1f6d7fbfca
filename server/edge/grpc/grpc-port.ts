/** The port of native gRPC: HTTP/2 without TLS, for bots and command lines. Browsers play over the HTTP servers. */
import { once } from "node:events";
import { createServer, type ServerHttp2Session } from "node:http2";
import { Wire } from "#protocol/wire";
import type { Admission, Attach, Listener } from "#transport";
import { callListener, grpcAcceptor, routerOf, type ServerBounds } from "#transport/accept";
import { gameRoutes, type GameServiceOptions } from "./game-service.ts";

export interface GrpcPortOptions extends GameServiceOptions {
  /** Of links by `Wire`. */
  readonly attach: Attach;
  readonly host: string;
  readonly port: number;
  readonly admission: Admission;
  readonly bounds?: Partial<ServerBounds>;
}

export interface GrpcPort extends Listener {
  readonly port: number;
}

/** A connection that does not answer in this time is gone, and its ship with it. */
const pingEveryMs = 10_000;
/** One tool may fly a whole room. */
const maxStreams = 32;

export async function listenGrpc(options: GrpcPortOptions): Promise<GrpcPort> {
  const { host, port, admission, attach } = options;
  const wire = grpcAcceptor({ service: Wire, admission, handshakes: options.handshakes });
  const addGame = gameRoutes(options);
  const server = createServer(
    callListener((router) => {
      wire.routes(router);
      addGame(router);
    }),
  );
  const connections = routerOf(server, { ...options.bounds, maxStreams });
  server.on("session", (session) => session.once("close", watch(session)));
  // What is no HTTP/2 ends its own connection.
  server.on("sessionError", (_error, session) => session.destroy());
  server.listen(port, host);
  await once(server, "listening");
  const listener = await wire.listen(attach);
  const address = server.address();
  return {
    port: address && typeof address === "object" ? address.port : port,
    async stop() {
      await listener.stop();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      connections.destroyConnections();
      await closed;
    },
  };
}

/** Asks the far end for a sign of life, and hangs up on one that gives none. Answers how to stop. */
function watch(session: ServerHttp2Session): () => void {
  let isAwaited = false;
  const timer = setInterval(() => {
    if (isAwaited) {
      session.destroy();
      return;
    }
    isAwaited = true;
    session.ping(() => (isAwaited = false));
  }, pingEveryMs);
  return () => clearInterval(timer);
}
