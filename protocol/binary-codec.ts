/** The default: bits where it matters, and snapshots as what changed since the last one that is known to have arrived. */
import type { Codec, Codecs, Messages, PlainKind } from "./codec.ts";
import { decodeInput, encodeInput } from "./input.ts";
import { decodeSnapshot, encodeSnapshot } from "./snapshot-codec.ts";
import {
  decodeKilled,
  decodeRoster,
  decodeChatLine,
  decodeChat,
  decodeClientOptions,
  encodeKilled,
  encodeRoster,
  encodeChatLine,
  encodeChat,
  encodeClientOptions,
} from "./control-messages.ts";

const encoders: { readonly [K in PlainKind]: (message: Messages[K]) => Uint8Array } = {
  input: encodeInput,
  "client-options": encodeClientOptions,
  chat: encodeChat,
  "chat-line": encodeChatLine,
  roster: encodeRoster,
  killed: encodeKilled,
};

const decoders: { readonly [K in PlainKind]: (body: Uint8Array) => Messages[K] } = {
  input: decodeInput,
  "client-options": decodeClientOptions,
  chat: decodeChat,
  "chat-line": decodeChatLine,
  roster: decodeRoster,
  killed: decodeKilled,
};

export const binaryCodec: Codec = {
  name: "binary",
  encode: (kind, message) => encoders[kind](message),
  decode: (kind, body) => decoders[kind](body),
  encodeSnapshot,
  decodeSnapshot,
};

/** Who has not asked for another codec hears no other. */
export const binaryOnly: Codecs = new Map([["binary", binaryCodec]]);
