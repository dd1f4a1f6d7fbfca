/** Turns the error of a query into the HTTP status that both APIs answer with. */
import type { FastifyReply } from "fastify";
import { BadQuery } from "./parameters.ts";
import { TooManySearches } from "./search-queue.ts";

export class NotFound extends Error {}

/** Sets the reply's status and headers for the error; the body's shape is the API's own. */
export function setErrorStatus(
  error: Error & { statusCode?: number },
  reply: FastifyReply,
): number {
  const status = statusOf(error);
  if (status === 503) reply.header("retry-after", "1");
  reply.code(status);
  return status;
}

function statusOf(error: Error & { statusCode?: number }): number {
  if (error instanceof BadQuery) return 400;
  if (error instanceof NotFound) return 404;
  if (error instanceof TooManySearches) return 503;
  return error.statusCode ?? 500;
}
