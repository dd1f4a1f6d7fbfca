/** Message definitions by their kind and by their code. */
import type { CodecName } from "./codecs/codec-names.ts";
import { messages } from "./messages/index.ts";
import type { KindInfo, MessageDefinition } from "./schema/define-message.ts";

type Definition = (typeof messages)[number];
/** The message of each kind. */
export type Messages = { readonly [D in Definition as D["kind"]]: Parameters<D["encode"]>[0] };
export type Kind = Definition["kind"];

/** The kinds that are encoded in the codec of the session; the others are always binary. */
export type CodedKind = Exclude<Definition, { readonly maxFieldCodecBytes: 0 }>["kind"];
/** Those of them that need no other message to be encoded. A snapshot may be a delta, and has functions of its own. */
export type PlainKind = Exclude<CodedKind, "snapshot">;

export const kinds = Object.fromEntries(messages.map((each) => [each.kind, each])) as {
  readonly [D in Definition as D["kind"]]: D;
};

const kindsByCode = new Map<number, Kind>(messages.map(({ code, kind }) => [code, kind]));

/** The kind of a code byte; undefined for an unknown code. */
export const kindOf = (code: number): Kind | undefined => kindsByCode.get(code);

export const kindInfo = (kind: Kind): KindInfo => kinds[kind];

export const definitionOf = <K extends Kind>(kind: K): MessageDefinition<K, Messages[K]> =>
  kinds[kind] as unknown as MessageDefinition<K, Messages[K]>;

/** The longest body of a kind in a codec; 0 where it is never in that codec. */
export function maxBytesOf(kind: Kind, codec: CodecName): number {
  const { maxBytes, maxFieldCodecBytes } = kindInfo(kind);
  return codec === "binary" ? maxBytes : maxFieldCodecBytes;
}
