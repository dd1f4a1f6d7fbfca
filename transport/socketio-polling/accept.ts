/**
 * Accepts Socket.IO clients over HTTP long polling, its first transport before the upgrade, and never upgrades them:
 *
 * GET  path/?sid=…  held until there is something to send; packets with 0x1e between them, a frame as `b` and base64
 * POST path/?sid=…  the same the other way, one at a time
 */
import type { IncomingMessage } from "node:http";
import type { Acceptor } from "../link.ts";
import { pollingMaxBodyBytes } from "../max-bytes.ts";
import {
  acceptorBy,
  sessionIn,
  type Carrier,
  type SocketioAcceptorOptions,
} from "../socketio/acceptor.ts";
import { socketioPollingPath } from "../socketio/paths.ts";

export type { SocketioAcceptorOptions as SocketioPollingAcceptorOptions };

/** At `/socket.io-polling` by default. */
export function socketioPollingAcceptor(options: SocketioAcceptorOptions): Acceptor {
  return acceptorBy(byPolling, options);
}

const byPolling: Carrier = {
  transport: "socketio-polling",
  by: "polling",
  path: socketioPollingPath,
  gate: ({ engine, refusal, linkOf }) => ({
    request(request, response) {
      const refused = refusal(request) ?? refusalOfBody(request);
      if (!refused) return void engine.emit("request", request, response);
      if (isOfBody(refused)) {
        // Engine.IO would answer and go on waiting for this session.
        linkOf(sessionIn(request) ?? "")?.close("protocol-error", `a request body: ${refused}`);
      }
      // What is left of the body is not read, so the connection cannot be used again.
      if (request.httpVersionMajor === 1) response.setHeader("connection", "close");
      response.writeHead(Number(refused.split(" ", 1)[0])).end();
    },
  }),
};

type BodyRefusal = "411 Length Required" | "413 Content Too Large";

/** Judged by the length it announces, so that a body above the limit is never gathered. */
function refusalOfBody({ method, headers }: IncomingMessage): BodyRefusal | undefined {
  if (method !== "POST") return undefined;
  const bytes = Number(headers["content-length"] ?? Number.NaN);
  if (Number.isNaN(bytes)) return "411 Length Required";
  return bytes > pollingMaxBodyBytes ? "413 Content Too Large" : undefined;
}

function isOfBody(refused: string): refused is BodyRefusal {
  return refused.startsWith("411") || refused.startsWith("413");
}
