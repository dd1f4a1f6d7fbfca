/**
 * The forms that a session's messages may take. Every codec says the same and refuses the same; what they cost differs.
 * Handshakes, acknowledgements, pings and pongs are binary whatever was chosen: the first settle the codec, and the
 * others have to compare from one codec to the next.
 */
import type { Input } from "./input.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Killed, RosterRow, ChatLine, ClientOptions } from "./control-messages.ts";

/** By their numbers on the wire. */
export const codecNames = ["binary", "json", "msgpack", "protobuf"] as const;
export type CodecName = (typeof codecNames)[number];

/** What is packed by itself. Snapshots may build on one another, and have functions of their own. */
export interface Messages {
  readonly input: Input;
  readonly "client-options": ClientOptions;
  readonly chat: string;
  readonly "chat-line": ChatLine;
  readonly roster: readonly RosterRow[];
  readonly killed: Killed;
}
export type PlainKind = keyof Messages;
export type CodedKind = PlainKind | "snapshot";

export interface EncodedSnapshot {
  readonly body: Uint8Array;
  /** The snapshot as the far end will hold it, for use as a baseline. */
  readonly asDecoded: Snapshot;
}

export interface Codec {
  readonly name: CodecName;
  /** @throws RangeError for what the far end would refuse */
  encode<K extends PlainKind>(kind: K, message: Messages[K]): Uint8Array;
  /** @throws MalformedMessage */
  decode<K extends PlainKind>(kind: K, body: Uint8Array): Messages[K];
  /** Against `baseline`, which the far end holds, or complete. What is only for show is clamped to its field. */
  encodeSnapshot(snapshot: Snapshot, baseline: Snapshot | undefined): EncodedSnapshot;
  /** @throws MalformedMessage or UnknownBaseline. `held` finds a snapshot this end has decoded, in whatever codec. */
  decodeSnapshot(body: Uint8Array, held: (tick: number) => Snapshot | undefined): Snapshot;
}

/** Those that this end can hear. */
export type Codecs = ReadonlyMap<CodecName, Codec>;
