/**
 * Codecs that send every field of every message. They differ in how bytes are made of values; validation is the same for
 * all. A snapshot has the position of every ship, and the spawns and events since its baseline. Dead reckoning belongs to
 * the binary codec: these codecs neither send nor keep any.
 */
import { MalformedMessage } from "../bytes.ts";
import { type CodedKind, definitionOf, kinds } from "../kinds.ts";
import { asSent } from "../messages/snapshot-layout/snapshot-layout.ts";
import { type FieldSnapshot, withoutDeadReckoning } from "../messages/snapshot.ts";
import type { Codec } from "./codec.ts";
import type { CodecName } from "./codec-names.ts";

export interface FieldFormat {
  /** `value` is valid, and has the fields of the schema alone. */
  encode(kind: CodedKind, value: unknown): Uint8Array;
  /** The value is validated afterwards; whatever error is thrown makes the message malformed. */
  decode(kind: CodedKind, body: Uint8Array): unknown;
}

export function fieldCodec(name: CodecName, format: FieldFormat): Codec {
  const decoded = (kind: CodedKind, body: Uint8Array): unknown => {
    try {
      return format.decode(kind, body);
    } catch (error) {
      // Parsers have errors of their own; a stack that overflows on nested lists is one of them.
      throw error instanceof MalformedMessage ? error : new MalformedMessage(`not ${name}`);
    }
  };
  const { snapshot } = kinds;
  return {
    name,
    encode: (kind, message) => format.encode(kind, definitionOf(kind).toFields(message)),
    decode: (kind, body) => definitionOf(kind).fromFields(decoded(kind, body)),
    encodeSnapshot(complete, baseline) {
      const sent = snapshot.toFields(asSent(complete, baseline)) as FieldSnapshot;
      return { body: format.encode(snapshot.kind, sent), asDecoded: withoutDeadReckoning(sent) };
    },
    decodeSnapshot: (body) =>
      withoutDeadReckoning(snapshot.fromFields(decoded(snapshot.kind, body))),
  };
}
