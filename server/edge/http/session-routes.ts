/**
 * How pages leave and resume, over HTTP.
 *
 *   POST /api/goodbye  text/plain: session key, or the ticket of the join   -> 204; 404 for no session
 *   POST /api/resume   Authorization: Bearer <the same>  {"left": boolean}  -> {"ticket": string | null}
 *
 * A ticket of `resume` leads to the seat of that session, with ship, score and name. It is null if the session has ended,
 * and if its page still sends messages while `left` does not say that it has been unloaded: a duplicated tab has the key of
 * the tab that it was copied from.
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
  // Sent by `sendBeacon` as the page is unloaded, as plain text.
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
