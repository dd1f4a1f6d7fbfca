/** Answers to requests and upgrades that are turned away: {"error": …}, or nothing where there is nothing to say. */
import type { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Refusal } from "./link.ts";

/** How long a refused peer may take to read why, before its connection goes. */
const READ_WITHIN_MS = 1000;

export function refuseRequest(response: ServerResponse, { status, error }: Refusal): void {
  response.setHeader("cache-control", "no-store");
  if (error !== undefined) response.setHeader("content-type", "application/json");
  response.writeHead(Number.parseInt(status, 10)).end(error && JSON.stringify({ error }));
}

/** Answers an upgrade in the same way and hangs up. */
export function refuseUpgrade(stream: Duplex, { status, error }: Refusal): void {
  const body = error === undefined ? "" : JSON.stringify({ error });
  const type = error === undefined ? "" : "Content-Type: application/json\r\n";
  stream.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\n${type}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  // What it goes on saying is not kept, and a peer that never hangs up is hung up on.
  stream.resume();
  const timer = setTimeout(() => stream.destroy(), READ_WITHIN_MS);
  stream.once("close", () => clearTimeout(timer));
}
