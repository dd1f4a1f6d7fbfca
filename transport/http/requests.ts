/** What the routes of all transports over HTTP do with a request. */
import { constants, type Http2Stream } from "node:http2";
import type { FastifyReply, FastifyRequest } from "fastify";

/** How long the rest of a body nobody wants may take, so that its sender reads the answer before the connection goes. */
const DISCARD_WITHIN_MS = 1000;

/** The number of a POST or a poll; undefined for anything else. */
export function requestNumber(request: FastifyRequest): number | undefined {
  const { n } = request.query as { n?: unknown };
  return typeof n === "string" && /^\d{1,10}$/.test(n) ? Number(n) : undefined;
}

export function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  error: string,
): FastifyReply {
  discardBody(request);
  return reply.code(status).send({ error });
}

/** 205 Reset Content: nothing more will come. It is a success, because a browser's console lists any other answer as an error. */
export function answerEnded(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  discardBody(request);
  return reply.code(205).send();
}

function discardBody(request: FastifyRequest): void {
  if (!request.raw.complete) setTimeout(() => abortBody(request), DISCARD_WITHIN_MS).unref();
}

/** Ends a request whose body goes on: an HTTP/2 stream alone, of HTTP/1.1 the connection. */
function abortBody({ raw }: FastifyRequest): void {
  if (raw.complete) return;
  // Without an error a client would go on sending.
  if ("stream" in raw) (raw.stream as Http2Stream).close(constants.NGHTTP2_CANCEL);
  else raw.destroy();
}
