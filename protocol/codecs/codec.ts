/**
 * The forms that a session's messages may have on the wire. Every codec carries the same messages and refuses the same;
 * what they cost differs. Handshakes, acknowledgements, pings and pongs are always binary: hello settles the codec, and
 * the others have to be comparable from one codec to the next.
 */
import type { Messages, PlainKind } from "../kinds.ts";
import type { Snapshot } from "../messages/snapshot.ts";
import type { CodecName } from "./codec-names.ts";

export interface EncodedSnapshot {
  readonly body: Uint8Array;
  /** The snapshot as the receiver will decode it, for use as a baseline. */
  readonly asDecoded: Snapshot;
}

export interface Codec {
  readonly name: CodecName;
  /** @throws RangeError for a message that the receiver would refuse */
  encode<K extends PlainKind>(kind: K, message: Messages[K]): Uint8Array;
  /** @throws MalformedMessage */
  decode<K extends PlainKind>(kind: K, body: Uint8Array): Messages[K];
  /** Against `baseline`, which the receiver holds, or complete. What is only for show is clamped to its field. */
  encodeSnapshot(snapshot: Snapshot, baseline: Snapshot | undefined): EncodedSnapshot;
  /** @throws MalformedMessage or UnknownBaseline. `held` finds a snapshot that this end decoded, in whatever codec. */
  decodeSnapshot(body: Uint8Array, held: (tick: number) => Snapshot | undefined): Snapshot;
}

/** The codecs that this end can decode. */
export type Codecs = ReadonlyMap<CodecName, Codec>;
