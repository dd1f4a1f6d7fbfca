/**
 * How pages go and come back, over HTTP.
 *
 *   POST /api/goodbye  text/plain: session key, or the ticket of the join   -> 204; 404 if nobody is there
 *   POST /api/resume   Authorization: Bearer <the same>  {"left": boolean}  -> {"ticket": string | null}
 *
 * A ticket of `resume` leads to the seat of that session: to its ship, score and name. There is none (null) where the
 * session has ended, and none where its page still speaks and `left` does not say that it has been unloaded: a tab that
 * was duplicated has the key of its twin.
 */
import type { FastifyInstance } from "fastify";
import * as v from "valibot";
import { bodyOf, httpField, httpSchema, type ValueOfHttp } from "#signaling";
import { bearerToken } from "#transport";
import type { Sessions } from "../sessions/sessions.ts";

const resumeBody = httpSchema({
  left: httpField(
    "left: whether the page of that key has been unloaded, true or false",
    v.boolean(),
  ),
});

export function sessionRoutes(fastify: FastifyInstance, sessions: Sessions): void {
  // Sent as the page is unloaded, by means that send plain text.
  fastify.post<{ Body: string }>("/api/goodbye", { bodyLimit: 128 }, async (request, reply) => {
    const known = typeof request.body === "string" && sessions.goodbye(request.body);
    if (known) return await reply.code(204).send();
    return await reply.code(404).send({ error: "no player of that key is here" });
  });

  fastify.post<{ Body: ValueOfHttp<typeof resumeBody> }>(
    "/api/resume",
    { ...bodyOf(resumeBody), bodyLimit: 128 },
    async (request) => {
      const credential = bearerToken(request);
      const { body, ip } = request;
      const ticket = credential ? sessions.resume(credential, body.left, ip) : undefined;
      return { ticket: ticket ?? null };
    },
  );
}
