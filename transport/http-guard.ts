/**
 * Guards every HTTP server of this process before requests are routed: it listens for the errors of each socket, session,
 * request and answer, so that a reset ends only its own connection, and it bounds what a peer may hold.
 */
import type { IncomingMessage, Server as HttpServer, ServerResponse } from "node:http";
import {
  constants,
  type Http2SecureServer,
  type Http2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import type { Server as HttpsServer } from "node:https";
import type { Socket } from "node:net";
import { networkOf } from "./network.ts";

export type WebServer = HttpServer | HttpsServer | Http2Server | Http2SecureServer;
export type WebRequest = IncomingMessage | Http2ServerRequest;
export type WebResponse = ServerResponse | Http2ServerResponse;

export interface ServerBounds {
  readonly maxConnections: number;
  /** Connections that one network may hold (network.ts); the next one is closed. */
  readonly maxConnectionsPerNetwork: number;
  /** A request, head and body, must arrive within this time. */
  readonly requestWithinMs: number;
  /** Concurrent requests on one connection of HTTP/2. */
  readonly maxStreams: number;
}

const defaultBounds: ServerBounds = {
  // 64 rooms of 16 players, each with a page, a WebSocket and two that are being replaced.
  maxConnections: 4096,
  maxConnectionsPerNetwork: 1024,
  // The largest message of a player, 64 KiB, takes 26 s at 20 kbit/s.
  requestWithinMs: 30_000,
  // The lowest value that RFC 9113 §6.5.2 recommends.
  maxStreams: 100,
};

/**
 * Proxies keep idle connections for a minute. The end that sends requests should close first, because it knows of the next
 * request.
 */
const idleMs = 72_000;
const checkEveryMs = 5000;

/** The IP address that a request comes from; undefined when its connection is gone already. */
export const addressOf = ({ socket }: WebRequest): string | undefined => socket.remoteAddress;

const ignore = (): void => {};

export class Guard {
  readonly #bounds: ServerBounds;
  readonly #sockets = new Set<Socket>();
  readonly #connectionsOf = new Map<string, number>();
  #isClosed = false;

  constructor(server: WebServer, bounds: Partial<ServerBounds>) {
    this.#bounds = { ...defaultBounds, ...bounds };
    server.maxConnections = this.#bounds.maxConnections;
    limitHttp1(server, this.#bounds);
    if ("updateSettings" in server)
      server.updateSettings({ maxConcurrentStreams: this.#bounds.maxStreams });
    // Typed for one kind of server at a time; a kind that has no such event never emits it.
    const events = server as HttpServer & Http2SecureServer;
    events.on("connection", (socket: Socket) => this.#admit(socket));
    events.on("secureConnection", (socket) => socket.on("error", ignore));
    events.on("session", guardSession);
    events.prependListener("stream", (stream: ServerHttp2Stream) => stream.on("error", ignore));
    // A server that is out of file descriptors fails to accept, and must keep serving its connections.
    events.on("listening", () => events.on("error", ignore));
  }

  /** To be called with each request before any other code sees it. */
  request(request: WebRequest, response: WebResponse): void {
    request.on("error", ignore);
    response.on("error", ignore);
    if ("stream" in request) this.#limitBodyTime(request.stream);
  }

  /** Closes all connections at once, and every new one. */
  destroyConnections(): void {
    this.#isClosed = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  #admit(socket: Socket): void {
    socket.on("error", ignore);
    const network = networkOf(socket.remoteAddress);
    const held = this.#connectionsOf.get(network) ?? 0;
    if (this.#isClosed || held >= this.#bounds.maxConnectionsPerNetwork)
      return void socket.destroy();
    this.#connectionsOf.set(network, held + 1);
    this.#sockets.add(socket);
    socket.once("close", () => {
      this.#sockets.delete(socket);
      const left = (this.#connectionsOf.get(network) ?? 1) - 1;
      if (left > 0) this.#connectionsOf.set(network, left);
      else this.#connectionsOf.delete(network);
    });
  }

  /** Node limits this time for HTTP/1.1 (`requestTimeout`) and not for HTTP/2. */
  #limitBodyTime(stream: ServerHttp2Stream): void {
    if (stream.endAfterHeaders) return;
    const timer = setTimeout(() => {
      if (stream.state.remoteClose || streamingUploads.has(stream)) return;
      stream.close(constants.NGHTTP2_CANCEL);
    }, this.#bounds.requestWithinMs);
    stream.once("close", () => clearTimeout(timer));
  }
}

const streamingUploads = new WeakSet<ServerHttp2Stream>();

/** The body of this request is a stream of messages that ends with its call. */
export function allowStreamingBody(request: WebRequest): void {
  if ("stream" in request) streamingUploads.add(request.stream);
}

function guardSession(session: ServerHttp2Session): void {
  session.on("error", ignore);
  session.setTimeout(idleMs, () => session.close());
}

/** Node reads this when the server begins to listen. */
function limitHttp1(server: WebServer, { requestWithinMs }: ServerBounds): void {
  if (!("requestTimeout" in server)) return;
  Object.assign(server, {
    requestTimeout: requestWithinMs,
    headersTimeout: requestWithinMs,
    keepAliveTimeout: idleMs,
    connectionsCheckingInterval: Math.min(checkEveryMs, requestWithinMs),
  });
}
