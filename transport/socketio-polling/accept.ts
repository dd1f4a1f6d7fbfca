/**
 * Accepts Socket.IO clients over HTTP long polling, with which Socket.IO starts, and never upgrades them:
 *
 * GET  path/?sid=…  held until there is something to send; packets with 0x1e between them, a frame as `b` and base64
 * POST path/?sid=…  the same in the other direction, one at a time
 */
import type { IncomingMessage } from "node:http";
import type { Acceptor, Refusal } from "../link.ts";
import { pollingMaxBodyBytes } from "../max-bytes.ts";
import { refuseRequest } from "../refusals.ts";
import {
  createSocketioAcceptor,
  sessionIdOf,
  type SocketioTransport,
  type SocketioAcceptorOptions,
} from "../socketio/create-acceptor.ts";
import { socketioPollingPath } from "../socketio/paths.ts";

export type { SocketioAcceptorOptions as SocketioPollingAcceptorOptions };

/** At `/socket.io-polling` by default. */
export function socketioPollingAcceptor(options: SocketioAcceptorOptions): Acceptor {
  return createSocketioAcceptor(pollingTransport, options);
}

const pollingTransport: SocketioTransport = {
  transport: "socketio-polling",
  engineTransport: "polling",
  path: socketioPollingPath,
  gate: ({ engine, refusal, linkOf }) => ({
    request(request, response) {
      const refused = refusal(request);
      const refusedBody = refused ? undefined : refusalOfBody(request);
      const answer = refused ?? refusedBody;
      if (!answer) return void engine.emit("request", request, response);
      if (refusedBody) {
        // Engine.IO would answer, and keep waiting for this session.
        const detail = `a request body: ${refusedBody.status}`;
        linkOf(sessionIdOf(request) ?? "")?.close("protocol-error", detail);
      }
      // The rest of the body is not read, so the connection cannot be used again.
      if (request.httpVersionMajor === 1) response.setHeader("connection", "close");
      refuseRequest(response, answer);
    },
  }),
};

/** Checks the announced length, so that a body above the limit is never collected. */
function refusalOfBody({ method, headers }: IncomingMessage): Refusal | undefined {
  if (method !== "POST") return undefined;
  const bytes = Number(headers["content-length"] ?? Number.NaN);
  if (Number.isNaN(bytes)) return { status: "411 Length Required" };
  return bytes > pollingMaxBodyBytes ? { status: "413 Content Too Large" } : undefined;
}
