/** What a channel is given, and what it passes on. */
import type { Codec, Codecs } from "../codecs/codec.ts";
import type { Kind } from "../kinds.ts";
import type { Delivery } from "../schema/define-message.ts";
import type { MessageTracer, TraceContext } from "../tracing.ts";

export type SendOutcome = "sent" | "buffered" | "dropped";

/** The part of a link that a channel uses. */
export interface ChannelLink {
  readonly id: string;
  readonly transport: string;
  /** The largest payload per delivery, in bytes; unlimited where it is missing. */
  readonly maxBytes?: Readonly<Record<Delivery, number>>;
  /** Whether the network loses unreliable messages on it; false where it is missing. */
  readonly mayLose?: boolean;
  send(payload: Uint8Array, delivery: Delivery): SendOutcome;
  /** Of sequenced messages: those that arrived behind a newer one and were withheld, and those of ours that a newer one replaced. */
  stats?(): { readonly overtakenMessages: number; readonly replacedMessages: number };
}

export interface InboundMessage {
  readonly kind: Kind;
  readonly sequence: number;
  /** Of the body. */
  readonly codec: Codec;
  readonly body: Uint8Array;
  readonly link: ChannelLink;
  readonly receivedAtMs: number;
  /** Envelope included. */
  readonly bytes: number;
  /** Of the `process` span; set once the handler has returned. */
  context: TraceContext | undefined;
}

export interface ChannelOptions {
  readonly role: "client" | "server";
  /** Names the other end in traces. */
  readonly peer: string;
  readonly tracer: MessageTracer;
  /** The codecs of this end, binary among them; binary alone where it is missing. */
  readonly codecs?: Codecs;
  /** Server time in ms since the epoch. */
  readonly now: () => number;
  readonly received: (message: InboundMessage) => void;
  /** Too many messages are unacknowledged, so the session cannot continue. Called once. */
  readonly overflowed: () => void;
}
