/**
 * Codecs that carry every value whole, by name of field: what differs is how bytes are made of values. Ships of a
 * snapshot are where they are, spawns and events those since the baseline; what the binary codec remembers of a ship to
 * foretell the next place is not said, and neither end holds any of it.
 */
import { MalformedMessage } from "./bytes.ts";
import type { Codec, CodecName, CodedKind, Messages, PlainKind } from "./codec.ts";
import { nearestView } from "./input.ts";
import { legal, legalSnapshot, type FieldSnapshot, type FieldMessages } from "./legal.ts";
import { arriving, leaving } from "./shape.ts";
import { noDeadReckoning } from "./remote-ship-codec.ts";
import type { Snapshot } from "./snapshot.ts";
import { asSent } from "./snapshot-codec.ts";
import { clampedScore } from "./control-messages.ts";

export interface FieldFormat {
  /** `value` is legal, and has nothing but its fields. */
  encode<K extends CodedKind>(kind: K, value: FieldMessages[K]): Uint8Array;
  /** Whatever the bytes say; what it throws makes the message malformed. */
  decode(kind: CodedKind, body: Uint8Array): unknown;
}

export function fieldCodec(name: CodecName, format: FieldFormat): Codec {
  const decoded = (kind: CodedKind, body: Uint8Array): unknown => {
    try {
      return format.decode(kind, body);
    } catch (error) {
      // Parsers have errors of their own; a stack that ran out on nested lists is one of them.
      throw error instanceof MalformedMessage ? error : new MalformedMessage(`not ${name}`);
    }
  };
  return {
    name,
    encode: (kind, message) => format.encode(kind, legal[kind](clamped[kind](message), leaving)),
    decode: (kind, body) => legal[kind](decoded(kind, body), arriving),
    encodeSnapshot(snapshot, baseline) {
      const sent = legalSnapshot(asSent(snapshot, baseline), leaving);
      return { body: format.encode("snapshot", sent), asDecoded: withNoDeadReckoning(sent) };
    },
    decodeSnapshot: (body) =>
      withNoDeadReckoning(legalSnapshot(decoded("snapshot", body), arriving)),
  };
}

const withNoDeadReckoning = (seen: FieldSnapshot): Snapshot => ({
  ...seen,
  ships: seen.ships.map((ship) => ({ ...ship, ...noDeadReckoning })),
});

/** What has no place in its field is said as the nearest that has, just as the binary codec says it. */
const clamped: { readonly [K in PlainKind]: (message: Messages[K]) => FieldMessages[K] } = {
  input: ({ ackTick, newestTick, commands }) => ({
    ackTick,
    newestTick,
    commands: commands.map((command, back) => ({
      ...command,
      viewTick16: nearestView(newestTick - back, command.viewTick16),
    })),
  }),
  "client-options": (options) => options,
  chat: (text) => text,
  "chat-line": (line) => line,
  roster: (rows) => rows.map((row) => ({ ...row, score: clampedScore(row.score) })),
  killed: (killed) => killed,
};
