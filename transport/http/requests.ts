/** Answers that the routes of all HTTP transports share. */
import { constants, type Http2Stream } from "node:http2";
import type { FastifyReply, FastifyRequest } from "fastify";

/** How long the unwanted rest of a body is read, so that its sender gets the answer before the connection closes. */
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

/**
 * 205 Reset Content: no more frames will come. It is a success status, because a browser lists every other answer as an
 * error in its console.
 */
export function answerEnded(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  discardBody(request);
  return reply.code(205).send();
}

function discardBody(request: FastifyRequest): void {
  if (!request.raw.complete) setTimeout(() => abortBody(request), DISCARD_WITHIN_MS).unref();
}

/** Ends a request whose body continues: only the stream for HTTP/2, the connection for HTTP/1.1. */
function abortBody({ raw }: FastifyRequest): void {
  if (raw.complete) return;
  // Without an error the client would continue to send.
  if ("stream" in raw) (raw.stream as Http2Stream).close(constants.NGHTTP2_CANCEL);
  else raw.destroy();
}
