/**
 * Codecs that carry every value whole, by name of field: what differs is how bytes are made of values. Ships of a
 * snapshot are where they are, births and acts those since the baseline; what the binary codec remembers of a ship to
 * foretell the next place is not said, and neither end holds any of it.
 */
import { MalformedMessage } from "./bytes.ts";
import type { Codec, CodecName, CodedKind, Messages, PlainKind } from "./codec.ts";
import { viewSaid } from "./input.ts";
import { legal, legalSnapshot, type SeenSnapshot, type WholeMessages } from "./legal.ts";
import { arriving, leaving } from "./shape.ts";
import { unknownPast } from "./ship-codec.ts";
import type { Snapshot } from "./snapshot.ts";
import { asSaid } from "./snapshot-codec.ts";
import { scoreSaid } from "./words.ts";

export interface Packing {
  /** `value` is legal, and has nothing but its fields. */
  pack<K extends CodedKind>(kind: K, value: WholeMessages[K]): Uint8Array;
  /** Whatever the bytes say; what it throws makes the message malformed. */
  unpack(kind: CodedKind, body: Uint8Array): unknown;
}

export function wholeCodec(name: CodecName, packing: Packing): Codec {
  const unpacked = (kind: CodedKind, body: Uint8Array): unknown => {
    try {
      return packing.unpack(kind, body);
    } catch (error) {
      // Parsers have errors of their own; a stack that ran out on nested lists is one of them.
      throw error instanceof MalformedMessage ? error : new MalformedMessage(`not ${name}`);
    }
  };
  return {
    name,
    encode: (kind, message) => packing.pack(kind, legal[kind](nearest[kind](message), leaving)),
    decode: (kind, body) => legal[kind](unpacked(kind, body), arriving),
    encodeSnapshot(snapshot, baseline) {
      const said = legalSnapshot(asSaid(snapshot, baseline), leaving);
      return { body: packing.pack("snapshot", said), held: held(said) };
    },
    decodeSnapshot: (body) => held(legalSnapshot(unpacked("snapshot", body), arriving)),
  };
}

const held = (seen: SeenSnapshot): Snapshot => ({
  ...seen,
  ships: seen.ships.map((ship) => ({ ...ship, ...unknownPast })),
});

/** What has no place in its field is said as the nearest that has, just as the binary codec says it. */
const nearest: { readonly [K in PlainKind]: (message: Messages[K]) => WholeMessages[K] } = {
  input: ({ held: heldTick, newest, commands }) => ({
    held: heldTick,
    newest,
    commands: commands.map((command, back) => ({
      ...command,
      viewTick16: viewSaid(newest - back, command.viewTick16),
    })),
  }),
  switches: (switches) => switches,
  say: (line) => line,
  said: (said) => said,
  roster: (rows) => rows.map((row) => ({ ...row, score: scoreSaid(row.score) })),
  killed: (killed) => killed,
};
