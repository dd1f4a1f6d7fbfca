/** The default codec: small layouts, and snapshots as deltas against the last one that is known to have arrived. */
import { definitionOf } from "../kinds.ts";
import { decodeSnapshot, encodeSnapshot } from "../messages/snapshot-layout/snapshot-layout.ts";
import type { Codec, Codecs } from "./codec.ts";

export const binaryCodec: Codec = {
  name: "binary",
  encode: (kind, message) => definitionOf(kind).encode(message),
  decode: (kind, body) => definitionOf(kind).decode(body),
  encodeSnapshot,
  decodeSnapshot,
};

/** The codecs of an end that names none. */
export const binaryOnly: Codecs = new Map([["binary", binaryCodec]]);
