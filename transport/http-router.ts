/**
 * Routes the paths of an HTTP server. Each server has one router, which sees every request and upgrade first, guards it
 * (http-guard.ts) and answers those that no transport takes. Requests for paths that are not mounted go to the server's own
 * listeners.
 */
import type { IncomingMessage, Server as HttpServer, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { Guard, type ServerBounds, type WebServer } from "./http-guard.ts";
import type { Refusal } from "./link.ts";
import { refuseUpgrade } from "./refusals.ts";

export interface RouteHandler {
  /** Without it, requests go on to the server's own listeners. */
  request?(request: IncomingMessage, response: ServerResponse): void;
  /** Takes the stream of a WebSocket handshake, or returns why not. */
  upgrade?(request: IncomingMessage, stream: Duplex, head: Buffer): Refusal | undefined;
}

type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

const noUpgradeHere: Refusal = {
  status: "404 Not Found",
  error: "no WebSocket opens at this path",
};

const routers = new WeakMap<WebServer, Router>();

/** Returns the router of this server. The first call creates it; `bounds` of later calls are ignored. */
export function routerOf(server: WebServer, bounds: Partial<ServerBounds> = {}): Router {
  const router = routers.get(server) ?? new Router(server, bounds);
  routers.set(server, router);
  return router;
}

/** Mounts exactly this path, with any query; returns the undo. */
export function mount(server: WebServer, path: string, handler: RouteHandler): () => void {
  return routerOf(server).mount(path, handler);
}

export class Router {
  readonly #handlers = new Map<string, RouteHandler>();
  readonly #server: HttpServer;
  readonly #guard: Guard;
  readonly #fallbackListeners: readonly RequestListener[];

  constructor(server: WebServer, bounds: Partial<ServerBounds>) {
    // The events are the same on all of them, HTTP/2 through Node's compatible requests.
    this.#server = server as HttpServer;
    this.#guard = new Guard(server, bounds);
    this.#fallbackListeners = this.#server.listeners("request") as RequestListener[];
    this.#server.removeAllListeners("request");
    this.#server.on("request", (request, response) => this.#request(request, response));
    this.#server.on("upgrade", (...upgrade) => this.#upgrade(...upgrade));
    // Servers that also speak HTTP/2 ignore the option of this name, but not the property.
    Object.assign(server, { shouldUpgradeCallback: isWebSocketHandshake });
  }

  mount(path: string, handler: RouteHandler): () => void {
    this.#handlers.set(path, handler);
    return () => {
      if (this.#handlers.get(path) === handler) this.#handlers.delete(path);
    };
  }

  /** Closes all connections at once, and every new one. */
  destroyConnections(): void {
    this.#guard.destroyConnections();
  }

  #request(request: IncomingMessage, response: ServerResponse): void {
    this.#guard.request(request, response);
    const handler = this.#handlers.get(pathOf(request));
    if (handler?.request) handler.request(request, response);
    else if (this.#fallbackListeners.length === 0) response.writeHead(404).end();
    else for (const other of this.#fallbackListeners) other.call(this.#server, request, response);
  }

  #upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    // Node removes its own listener at the upgrade.
    stream.on("error", () => {});
    const handler = this.#handlers.get(pathOf(request));
    const refusal = handler?.upgrade ? handler.upgrade(request, stream, head) : noUpgradeHere;
    if (refusal) refuseUpgrade(stream, refusal);
  }
}

/** Other protocols are not supported: such a request is answered as if it asked for no upgrade (RFC 9110 §7.8). */
function isWebSocketHandshake({ method, headers }: IncomingMessage): boolean {
  const hasBody = "transfer-encoding" in headers || Number(headers["content-length"] ?? 0) > 0;
  return method === "GET" && !hasBody && headers.upgrade?.toLowerCase() === "websocket";
}

function pathOf({ url = "" }: IncomingMessage): string {
  return url.split("?", 1)[0] ?? "";
}
