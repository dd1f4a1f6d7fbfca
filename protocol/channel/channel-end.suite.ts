/** One end of a session by itself, and links that record what it sends. */
import { Channel, noTracing, decodeEnvelope, encodeEnvelope } from "../index.ts";
import type { ChannelLink, Delivery, Kind, MessageTracer, TraceContext } from "../index.ts";
import { type Side } from "./channel-pair.suite.ts";

/** A link that records what it is given, and returns the outcome that a test sets. */
export function recordingLink(id = "link") {
  const sent: {
    kind: Kind;
    sequence: number;
    delivery: Delivery;
    context: TraceContext | undefined;
  }[] = [];
  const state = { answer: "sent" as "sent" | "buffered" | "dropped" };
  const link: ChannelLink = {
    id,
    transport: id,
    send(payload, delivery) {
      const { kind, sequence, context } = decodeEnvelope(payload);
      sent.push({ kind, sequence, delivery, context });
      return state.answer;
    },
  };
  return {
    link,
    sent,
    state,
    numbers: () => sent.map(({ kind, sequence }) => `${kind} ${sequence}`),
  };
}

export const nobody = recordingLink().link;
export const none = new Uint8Array();

export function channelEnd(role: Side, tracer: MessageTracer = noTracing) {
  const received: string[] = [];
  let overflows = 0;
  const end = new Channel({
    role,
    peer: "far",
    tracer,
    now: () => 5,
    received: ({ kind, sequence }) => void received.push(`${kind} ${sequence}`),
    overflowed: () => void overflows++,
  });
  const receive = (kind: Kind, sequence: number, body: Uint8Array = none, link = nobody) =>
    end.receive(encodeEnvelope({ kind, sequence, context: undefined, body }), link);
  return { end, received, receive, overflows: () => overflows };
}
