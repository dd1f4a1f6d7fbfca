/**
 * Signaling over HTTP: a ticket to join with, and the offer to the server's own WebRTC peer.
 *
 *   POST /api/tickets  {"name"?, "room"?, "bots"?}                      -> {"ticket"}
 *   POST /api/webrtc   Authorization: Bearer <ticket or session key>
 *                      {"sdp": offer, "channels"?: "by-delivery" | "one"} -> {"sdp": answer}
 *
 * Errors are {"error": "what happened and what to do"} with 400, 401, 413, 415 or 503 (error-handlers.ts).
 */
import type { FastifyInstance } from "fastify";
import * as v from "valibot";
import { bearerToken, MalformedDescription, NotAccepting, type OfferAnswerer } from "#transport";
import { bodyOf, httpField, httpSchema, type ValueOfHttp } from "./http-body.ts";
import type { TicketStore } from "./tickets.ts";

export interface SignalingOptions {
  readonly tickets: TicketStore;
  readonly admits: (credential: string) => boolean;
  /** The WebRTC acceptor's answer; undefined where this server has no peer. */
  readonly answer: OfferAnswerer["answer"] | undefined;
}

/** An SDP offer of a data channel is about 700 bytes; with many candidates a few thousand. */
const offerBytes = 16 * 1024;

export const roomField = httpField(
  "a room's name is 1 to 32 small letters, digits and -",
  v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,32}$/)),
);

export const isRoomName = (name: string): boolean => v.is(roomField.schema, name);

const ticketBody = httpSchema({
  name: httpField(
    "a name is text of at most 64 characters",
    v.optional(v.pipe(v.string(), v.maxLength(64)), ""),
  ),
  room: { ...roomField, schema: v.optional(roomField.schema, "lobby") },
  bots: httpField(
    "bots: a whole number from 0 to 16",
    v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(16))),
  ),
});

const offerBody = httpSchema({
  sdp: httpField(
    "sdp: the offer of a WebRTC peer, as text",
    v.pipe(v.string(), v.minLength(1), v.maxLength(offerBytes)),
  ),
  channels: httpField(
    "channels: by-delivery, or one for all",
    v.optional(v.picklist(["by-delivery", "one"])),
  ),
});

export function signalingRoutes(fastify: FastifyInstance, options: SignalingOptions): void {
  const { tickets, admits, answer } = options;

  fastify.post<{ Body: ValueOfHttp<typeof ticketBody> }>(
    "/api/tickets",
    { ...bodyOf(ticketBody), bodyLimit: 4096 },
    async (request) => {
      const { name, room, bots } = request.body;
      return { ticket: tickets.issue({ name, room, bots }, request.ip) };
    },
  );

  fastify.post<{ Body: ValueOfHttp<typeof offerBody> }>(
    "/api/webrtc",
    { ...bodyOf(offerBody), bodyLimit: offerBytes * 2 },
    async (request, reply) => {
      const credential = bearerToken(request);
      if (!credential || !admits(credential)) {
        return await reply.code(401).send({ error: "no valid ticket: join the room first" });
      }
      if (!answer) return await reply.code(503).send({ error: "this server has no WebRTC peer" });
      try {
        const { sdp, channels } = request.body;
        return await answer({ sdp, channels }, { address: request.ip, credential });
      } catch (error) {
        if (error instanceof MalformedDescription)
          return await reply.code(400).send({ error: error.message });
        if (!(error instanceof NotAccepting)) throw error;
        const why = "the server's WebRTC peer takes nobody just now; try again in a moment";
        return await reply.code(503).send({ error: why });
      }
    },
  );
}
