/** Accepts Socket.IO clients over WebSocket on an HTTP server which others use too. */
import { createServer, type IncomingMessage, type Server as HttpServer } from "node:http";
import type { Server as HttpsServer } from "node:https";
import type { Duplex } from "node:stream";
import { Server, type Socket } from "socket.io";
import { defaultLimits, type Acceptor, type Admission, type LinkLimits } from "../link.ts";
import { streamMaxFrameBytes } from "../max-bytes.ts";
import { OpenLinks } from "../open-links.ts";
import { frameParser } from "./parser.ts";
import { linkOver } from "./socket-link.ts";

export interface SocketioAcceptorOptions {
  readonly server: HttpServer | HttpsServer;
  /** `/socket.io` by default. */
  readonly path?: string;
  readonly admission: Admission;
  readonly limits?: Partial<LinkLimits>;
}

export function socketioAcceptor(options: SocketioAcceptorOptions): Acceptor {
  const { server, path = "/socket.io", admission } = options;
  const limits = { ...defaultLimits, ...options.limits };
  return {
    transport: "socketio",
    async listen(attach) {
      const links = new OpenLinks();
      // Socket.IO closes the HTTP server it is attached to, and keeps its listeners there; this one never listens and
      // only hands on the upgrades of our path.
      const mount = createServer();
      const io = new Server(mount, {
        path,
        transports: ["websocket"],
        parser: frameParser,
        serveClient: false,
        perMessageDeflate: false,
        destroyUpgrade: false,
        // Twice the limit, so that a frame just above it closes its link with a reason and not by a broken socket.
        maxHttpBufferSize: 2 * streamMaxFrameBytes,
        // The link has its own heartbeat; this one cannot be turned off, so it comes after.
        pingInterval: limits.heartbeatMs,
        pingTimeout: limits.heartbeatMs,
        // A socket which upgrades and never joins is dropped.
        connectTimeout: limits.heartbeatMs,
      });
      io.use((socket, next) =>
        next(isAdmitted(socket, admission) ? undefined : new Error("refused")),
      );
      io.on("connection", (socket) => {
        forgetRequest(socket);
        links.open(linkOver(socket, limits), attach);
      });

      const onUpgrade = (request: IncomingMessage, stream: Duplex, head: Buffer) => {
        if (!isUnder(path, request.url)) return;
        if (admission.allowsOrigin(request.headers.origin)) {
          mount.emit("upgrade", request, stream, head);
        } else {
          stream.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n");
        }
      };
      server.on("upgrade", onUpgrade);
      return {
        async stop() {
          server.off("upgrade", onUpgrade);
          await links.closeAll();
          io.disconnectSockets(true);
          io.engine.close();
        },
      };
    },
  };
}

function isAdmitted(socket: Socket, admission: Admission): boolean {
  const { credential } = socket.handshake.auth;
  return typeof credential === "string" && admission.admits(credential);
}

/** Socket.IO keeps the upgrade request as long as the socket: kilobytes per player that nobody reads again. */
function forgetRequest(socket: Socket): void {
  Object.assign(socket.conn, { request: undefined });
}

function isUnder(path: string, url = ""): boolean {
  const [pathname] = url.split("?", 1);
  return pathname === path || pathname === `${path}/`;
}
