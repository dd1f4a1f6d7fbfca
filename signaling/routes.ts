/**
 * Signaling over HTTP: a ticket to join with, and the introduction to the server's own WebRTC peer.
 *
 *   POST /api/tickets  {"name"?, "room"?, "bots"?}                      -> {"ticket"}
 *   POST /api/webrtc   Authorization: Bearer <ticket or session key>
 *                      {"sdp": offer, "channels"?: "by-delivery" | "one"} -> {"sdp": answer}
 *
 * Errors are {"error": "what happened and what to do"} with 400, 401, 413, 415 or 503 (errors.ts).
 */
import type { FastifyInstance } from "fastify";
import {
  bearerToken,
  MalformedDescription,
  NotAccepting,
  type OfferAnswerer,
  type Offer,
} from "#transport";
import type { TicketStore } from "./tickets.ts";

export interface SignalingOptions {
  readonly tickets: TicketStore;
  readonly admits: (credential: string) => boolean;
  /** The WebRTC acceptor's answer; undefined where this server has no peer. */
  readonly answer: OfferAnswerer["answer"] | undefined;
}

export const roomPattern = "^[a-z0-9-]{1,32}$";
/** An SDP offer of a data channel is about 700 bytes; with many candidates a few thousand. */
const offerBytes = 16 * 1024;

const ticketBody = {
  type: "object",
  additionalProperties: false,
  properties: {
    name: { type: "string", maxLength: 64 },
    room: { type: "string", pattern: roomPattern },
    bots: { type: "integer", minimum: 0, maximum: 16 },
  },
} as const;

const offerBody = {
  type: "object",
  required: ["sdp"],
  properties: {
    sdp: { type: "string", minLength: 1, maxLength: offerBytes },
    channels: { enum: ["by-delivery", "one"] },
  },
} as const;

export function signalingRoutes(fastify: FastifyInstance, options: SignalingOptions): void {
  const { tickets, admits, answer } = options;

  fastify.post<{ Body: { name?: string; room?: string; bots?: number } }>(
    "/api/tickets",
    { schema: { body: ticketBody }, bodyLimit: 4096 },
    async (request) => {
      const { name = "", room = "lobby", bots } = request.body;
      return { ticket: tickets.issue({ name, room, bots }, request.ip) };
    },
  );

  fastify.post<{ Body: Offer }>(
    "/api/webrtc",
    { schema: { body: offerBody }, bodyLimit: offerBytes * 2 },
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
