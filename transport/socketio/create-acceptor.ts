/**
 * The common part of both Socket.IO acceptors. Engine.IO carries the packets of one by a WebSocket and of the other by
 * polls.
 */
import { createServer, type IncomingMessage, type Server as HttpServer } from "node:http";
import { Server, type Socket } from "socket.io";
import type { WebServer } from "../http-guard.ts";
import { mount, type RouteHandler } from "../http-router.ts";
import {
  defaultLimits,
  type Acceptor,
  type Admission,
  type LinkLimits,
  type Refusal,
} from "../link.ts";
import { pollingMaxBodyBytes, streamMaxReceiveBytes } from "../max-bytes.ts";
import { LinkSet } from "../link-set.ts";
import { originHeadersOf } from "../origin-headers.ts";
import { BoundedWebSocketServer } from "../bounded-websocket-server.ts";
import { type HandshakeLimits, PendingHandshakes } from "../pending-handshakes.ts";
import type { WireLink } from "../wire-link.ts";
import { frameParser } from "./parser.ts";
import { createSocketLink } from "./socket-link.ts";

export interface SocketioAcceptorOptions {
  readonly server: WebServer;
  /** The transport's own by default. */
  readonly path?: string;
  readonly admission: Admission;
  readonly limits?: Partial<LinkLimits>;
  /** Limits of the sessions that were opened and not joined. */
  readonly handshakes?: Partial<HandshakeLimits> | undefined;
}

export interface SocketioTransport {
  readonly transport: "socketio" | "socketio-polling";
  readonly engineTransport: "websocket" | "polling";
  readonly path: string;
  /** Decides which requests reach Engine.IO. */
  gate(behind: GateContext): RouteHandler;
}

export interface GateContext {
  /** The server of Engine.IO, which receives requests and upgrades as events. */
  readonly engine: HttpServer;
  /** Returns why a request is refused, before anything of it is kept; undefined for one that may pass. */
  readonly refusal: (request: IncomingMessage) => Refusal | undefined;
  /** The link of an Engine.IO session. */
  readonly linkOf: (sessionId: string) => WireLink | undefined;
}

export function createSocketioAcceptor(
  engineTransport: SocketioTransport,
  options: SocketioAcceptorOptions,
): Acceptor {
  const { server, path = engineTransport.path, admission } = options;
  const limits = { ...defaultLimits, ...options.limits };
  return {
    transport: engineTransport.transport,
    async listen(attach) {
      const links = new LinkSet();
      let isStopping = false;
      const linksBySession = new Map<string, WireLink>();
      // Socket.IO closes the HTTP server it is attached to, and keeps its listeners there. This server never listens; it
      // only passes on what the gate allows.
      const engine = createServer();
      const io = new Server(engine, {
        path,
        transports: [engineTransport.engineTransport],
        allowUpgrades: false,
        parser: frameParser,
        serveClient: false,
        wsEngine: BoundedWebSocketServer,
        httpCompression: false,
        destroyUpgrade: false,
        maxHttpBufferSize: streamMaxReceiveBytes,
        // The link has its own heartbeat. Engine.IO's cannot be turned off, so it is slower.
        pingInterval: limits.heartbeatMs,
        pingTimeout: limits.heartbeatMs,
        // Drops a session that is opened and never joined.
        connectTimeout: limits.heartbeatMs,
      });
      const handshakes = new PendingHandshakes(options.handshakes);
      const joined = new WeakMap<object, () => void>();
      io.engine.on("connection", (conn: EngineSocket) => {
        const finish = handshakes.add({ address: conn.remoteAddress }, () => conn.close(true));
        joined.set(conn, finish);
        conn.once("close", finish);
      });
      io.use((socket, next) =>
        next(isAdmitted(socket, admission) ? undefined : new Error("refused")),
      );
      io.on("connection", (socket) => {
        const { conn } = socket;
        joined.get(conn)?.();
        const caller = { address: conn.remoteAddress, credential: credentialOf(socket) };
        forgetRequest(socket);
        Object.assign(conn.transport, { maxHttpBufferSize: pollingMaxBodyBytes });
        const link = createSocketLink(socket, {
          transport: engineTransport.transport,
          limits,
          // Does not wait for a poll, which may never come.
          end: () => conn.close(true),
          conn,
        });
        const { sid } = conn.transport;
        linksBySession.set(sid, link);
        void link.freed.then(() => linksBySession.delete(sid));
        links.open(link, attach, caller);
      });

      const unmount = mount(
        server,
        `${path}/`,
        engineTransport.gate({
          engine,
          refusal(request) {
            const error = admission.refusal(originHeadersOf(request));
            if (error !== undefined) return { status: "403 Forbidden", error };
            if (!isStopping || sessionIdOf(request) !== undefined) return undefined;
            return { status: "503 Service Unavailable" };
          },
          linkOf: (sessionId) => linksBySession.get(sessionId),
        }),
      );
      return {
        async stop() {
          isStopping = true;
          // The path stays mounted until then, because polls fetch the last frames.
          await links.closeAll();
          unmount();
          io.disconnectSockets(true);
          io.engine.close();
        },
      };
    },
  };
}

/** The id of the Engine.IO session in a request. */
export function sessionIdOf({ url = "" }: IncomingMessage): string | undefined {
  return new URLSearchParams(url.split("?", 2)[1]).get("sid") ?? undefined;
}

type EngineSocket = Socket["conn"];

function credentialOf({ handshake }: Socket): string | undefined {
  const { credential } = handshake.auth as { credential?: unknown };
  return typeof credential === "string" ? credential : undefined;
}

function isAdmitted(socket: Socket, admission: Admission): boolean {
  const credential = credentialOf(socket);
  return credential !== undefined && admission.admits(credential);
}

/** Socket.IO keeps the first request as long as the socket: some kilobytes per player that are never read again. */
function forgetRequest(socket: Socket): void {
  Object.assign(socket.conn, { request: undefined });
}
