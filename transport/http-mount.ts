/**
 * Paths of an HTTP server which others use too. All mounts of a server share one dispatcher, so that they can be undone
 * in any order; requests for other paths go to those who were there before.
 */
import type { IncomingMessage, Server as HttpServer, ServerResponse } from "node:http";
import type { Http2SecureServer, Http2Server } from "node:http2";
import type { Server as HttpsServer } from "node:https";
import type { Duplex } from "node:stream";

export type WebServer = HttpServer | HttpsServer | Http2Server | Http2SecureServer;

export interface Mounted {
  /** Without it, requests go on to the others. */
  request?(request: IncomingMessage, response: ServerResponse): void;
  upgrade?(request: IncomingMessage, stream: Duplex, head: Buffer): void;
}

/** Takes exactly this path, whatever its query; returns the undo. */
export function mount(server: WebServer, path: string, mounted: Mounted): () => void {
  const dispatcher = dispatchers.get(server) ?? new Dispatcher(server);
  dispatchers.set(server, dispatcher);
  dispatcher.mounted.set(path, mounted);
  return () => {
    if (dispatcher.mounted.get(path) === mounted) dispatcher.mounted.delete(path);
    if (dispatcher.mounted.size > 0) return;
    dispatchers.delete(server);
    dispatcher.end();
  };
}

export interface Refusal {
  /** As in the first line of an answer: `403 Forbidden`. */
  readonly status: `${number} ${string}`;
  /** What the answer says as {"error": …}. */
  readonly error?: string | undefined;
}

/** Answers a request with {"error": …}, or with nothing where there is nothing to say. */
export function refuseRequest(response: ServerResponse, { status, error }: Refusal): void {
  response.setHeader("cache-control", "no-store");
  if (error !== undefined) response.setHeader("content-type", "application/json");
  response.writeHead(Number.parseInt(status, 10)).end(error && JSON.stringify({ error }));
}

/** Answers an upgrade in the same way and hangs up. */
export function refuseUpgrade(stream: Duplex, { status, error }: Refusal): void {
  // Node leaves the stream of an upgrade without a listener; a reset would end the process.
  stream.on("error", () => {});
  const body = error === undefined ? "" : JSON.stringify({ error });
  const type = error === undefined ? "" : "Content-Type: application/json\r\n";
  stream.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\n${type}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

const dispatchers = new WeakMap<WebServer, Dispatcher>();

class Dispatcher {
  readonly mounted = new Map<string, Mounted>();
  readonly #server: HttpServer;
  readonly #others: readonly RequestListener[];

  constructor(server: WebServer) {
    // The events are the same on all of them, HTTP/2 through Node's compatible requests.
    this.#server = server as HttpServer;
    this.#others = this.#server.listeners("request") as RequestListener[];
    this.#server.removeAllListeners("request");
    this.#server.on("request", this.#onRequest);
    this.#server.on("upgrade", this.#onUpgrade);
  }

  end(): void {
    this.#server.off("request", this.#onRequest);
    this.#server.off("upgrade", this.#onUpgrade);
    for (const other of this.#others) this.#server.on("request", other);
  }

  readonly #onRequest: RequestListener = (request, response) => {
    const mounted = this.mounted.get(pathOf(request));
    if (mounted?.request) mounted.request(request, response);
    else for (const other of this.#others) other.call(this.#server, request, response);
  };

  readonly #onUpgrade = (request: IncomingMessage, stream: Duplex, head: Buffer): void => {
    const mounted = this.mounted.get(pathOf(request));
    if (mounted?.upgrade) mounted.upgrade(request, stream, head);
    // Nobody else would end it: Node leaves that to whoever listens for upgrades.
    else if (this.#server.listenerCount("upgrade") === 1)
      refuseUpgrade(stream, { status: "404 Not Found" });
  };
}

function pathOf({ url = "" }: IncomingMessage): string {
  return url.split("?", 1)[0] ?? "";
}
