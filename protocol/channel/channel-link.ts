/** What a conversation needs of the world, and what it hands over. */
import type { Codec, Codecs } from "../codecs/codec.ts";
import type { Kind } from "../kinds.ts";
import type { Delivery } from "../schema/define-message.ts";
import type { MessageTracer, TraceContext } from "../tracing.ts";

export type SendOutcome = "sent" | "buffered" | "dropped";

/** What a conversation needs of a link. */
export interface ChannelLink {
  readonly id: string;
  readonly transport: string;
  /** The largest payload per delivery, in bytes; any size where it does not say. */
  readonly maxBytes?: Readonly<Record<Delivery, number>>;
  /** Whether the network loses unreliable messages on it; not where it does not say. */
  readonly mayLose?: boolean;
  send(payload: Uint8Array, delivery: Delivery): SendOutcome;
  /** Of sequenced messages: those that came behind a newer one and are not handed on, and those sent that a newer one replaced. */
  stats?(): { readonly overtakenMessages: number; readonly replacedMessages: number };
}

export interface InboundMessage {
  readonly kind: Kind;
  readonly sequence: number;
  /** What the body is packed in. */
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
  /** Who is at the far end, for traces. */
  readonly peer: string;
  readonly tracer: MessageTracer;
  /** What this end can hear and say, binary among them; that alone where nothing is said. */
  readonly codecs?: Codecs;
  /** Server time in ms since the epoch. */
  readonly now: () => number;
  readonly received: (message: InboundMessage) => void;
  /** Too much is unacknowledged: the session cannot go on. Called once. */
  readonly overflowed: () => void;
}
