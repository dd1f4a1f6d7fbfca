/** The message table: what can be said, by whom, and what may happen to it on the way. */

import type { CodecName } from "./codec.ts";

/** Mirrors the deliveries of a link; declared here once per kind, never at the call. */
export type Delivery = "unreliable" | "unreliable-sequenced" | "reliable-ordered";

export interface KindInfo {
  readonly code: number;
  readonly from: "client" | "server" | "both";
  readonly delivery: Delivery;
  /** Numbered without gaps in the session, acknowledged, and sent again after a swap until it is. */
  readonly sessionReliable: boolean;
  /** False for the housekeeping that tracing and the clock themselves need. */
  readonly traced: boolean;
  /** Longest body in bytes that a receiver accepts in the binary codec. */
  readonly maxBytes: number;
  /** And in the codecs that carry values whole; 0 for kinds that are binary whatever was chosen. */
  readonly maxFieldCodecBytes: number;
}

const handshake = {
  delivery: "reliable-ordered",
  sessionReliable: false,
  traced: false,
  maxFieldCodecBytes: 0,
} as const;
const housekeeping = { ...handshake, delivery: "unreliable" } as const;
const sessionReliable = {
  delivery: "reliable-ordered",
  sessionReliable: true,
  traced: true,
} as const;

export const kinds = {
  /** First on every link: who I am and what I have heard so far. */
  hello: { code: 1, from: "client", maxBytes: 512, ...handshake },
  /** The answer: you are this ship, this is the clock, this is what I have heard. */
  welcome: { code: 2, from: "server", maxBytes: 512, ...handshake },
  /** Up to what number the sender has received kept messages. */
  ack: { code: 3, from: "both", maxBytes: 8, ...handshake },
  ping: { code: 4, from: "client", maxBytes: 8, ...housekeeping },
  pong: { code: 5, from: "server", maxBytes: 24, ...housekeeping },
  /** Commands for the next ticks, the last few repeated; carries the acknowledgement of snapshots. */
  input: {
    code: 16,
    from: "client",
    delivery: "unreliable",
    sessionReliable: false,
    traced: true,
    maxBytes: 128,
    maxFieldCodecBytes: 2048,
  },
  /** The world for one player, as a delta against what it has acknowledged. */
  snapshot: {
    code: 17,
    from: "server",
    delivery: "unreliable-sequenced",
    sessionReliable: false,
    traced: true,
    maxBytes: 8192,
    // What any link can carry in one reliable message, envelope included.
    maxFieldCodecBytes: 60 * 1024,
  },
  /** The player's switches that the server obeys. */
  "client-options": {
    code: 24,
    from: "client",
    maxBytes: 8,
    maxFieldCodecBytes: 64,
    ...sessionReliable,
  },
  chat: { code: 25, from: "client", maxBytes: 1024, maxFieldCodecBytes: 2560, ...sessionReliable },
  "chat-line": {
    code: 26,
    from: "server",
    maxBytes: 2048,
    maxFieldCodecBytes: 2560,
    ...sessionReliable,
  },
  /** Who sits where, on what transport, with what score; sent whole when it changes. */
  roster: {
    code: 27,
    from: "server",
    maxBytes: 4096,
    maxFieldCodecBytes: 16 * 1024,
    ...sessionReliable,
  },
  /** One ship burst by another; for the kill feed. */
  killed: { code: 28, from: "server", maxBytes: 16, maxFieldCodecBytes: 64, ...sessionReliable },
} as const satisfies Record<string, KindInfo>;

export type Kind = keyof typeof kinds;

const byCode = new Map<number, Kind>(
  (Object.entries(kinds) as [Kind, KindInfo][]).map(([kind, facts]) => [facts.code, kind]),
);

/** The kind of a code byte; undefined for a code nobody speaks. */
export const kindOf = (code: number): Kind | undefined => byCode.get(code);

/** The longest body of a kind in a codec; 0 where it is not said in that. */
export function maxBytesOf(kind: Kind, codec: CodecName): number {
  const { maxBytes, maxFieldCodecBytes: maxWholeBytes } = kindInfo(kind);
  return codec === "binary" ? maxBytes : maxWholeBytes;
}

export const kindInfo = (kind: Kind): KindInfo => kinds[kind];
