/** Answers to refused requests and upgrades: {"error": …}, or no body where there is no text. */
import type { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Refusal } from "./link.ts";

/** How long a refused peer may take to read the answer before its connection is closed. */
const READ_WITHIN_MS = 1000;

export function refuseRequest(response: ServerResponse, { status, error }: Refusal): void {
  response.setHeader("cache-control", "no-store");
  if (error !== undefined) response.setHeader("content-type", "application/json");
  response.writeHead(Number.parseInt(status, 10)).end(error && JSON.stringify({ error }));
}

/** Answers an upgrade in the same way and closes its connection. */
export function refuseUpgrade(stream: Duplex, { status, error }: Refusal): void {
  const body = error === undefined ? "" : JSON.stringify({ error });
  const type = error === undefined ? "" : "Content-Type: application/json\r\n";
  stream.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\n${type}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  // Its further bytes are dropped, and a peer that never closes is closed.
  stream.resume();
  const timer = setTimeout(() => stream.destroy(), READ_WITHIN_MS);
  stream.once("close", () => clearTimeout(timer));
}
