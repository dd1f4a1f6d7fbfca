/** HTTP errors are answered as {"error": "what happened and what to do"}, in words for the player. */
import type { FastifyError, FastifyInstance } from "fastify";
import { InvalidRequest } from "./http-body.ts";

export function addErrorHandlers(fastify: FastifyInstance): void {
  fastify.setErrorHandler<FastifyError>(async (error, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) request.log.error({ error }, "a request failed");
    return await reply.code(status).send({ error: errorMessage(error, status) });
  });
  fastify.setNotFoundHandler(
    async (request, reply) =>
      await reply.code(404).send({ error: `there is nothing at ${request.url.split("?")[0]}` }),
  );
}

function errorMessage(error: FastifyError, status: number): string {
  if (error instanceof InvalidRequest) return error.message;
  switch (status) {
    case 413:
      return "the request is too large";
    case 415:
      return "the request should be JSON (content-type: application/json)";
    default:
      // The details of an internal error are logged, not sent.
      return status < 500
        ? `not understood: ${error.message}`
        : "the server failed at this; try again";
  }
}
