/** Whatever goes wrong over HTTP is answered as {"error": "what happened and what to do"}, in words for the player. */
import type { FastifyError, FastifyInstance } from "fastify";

/** What a field of a request may be; for those that a player can get wrong in the page's address. */
const fieldHints: Readonly<Record<string, string>> = {
  name: "a name is text of at most 64 characters",
  room: "a room's name is 1 to 32 small letters, digits and -",
  bots: "bots: a whole number from 0 to 16",
  sdp: "sdp: the offer of a WebRTC peer, as text",
  left: "left: whether the page of that key has been unloaded, true or false",
  channels: "channels: by-delivery, or one for all",
};

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
  const [fault] = error.validation ?? [];
  if (fault) {
    const { missingProperty } = fault.params;
    const missing = typeof missingProperty === "string" ? missingProperty : "";
    return (
      fieldHints[fault.instancePath.slice(1) || missing] ??
      "the request should be JSON: an object with the fields of this route"
    );
  }
  switch (status) {
    case 413:
      return "the request is too large";
    case 415:
      return "the request should be JSON (content-type: application/json)";
    default:
      // What broke inside is for the log, not for whoever asked.
      return status < 500
        ? `not understood: ${error.message}`
        : "the server failed at this; try again";
  }
}
