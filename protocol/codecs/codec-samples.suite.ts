/** All codecs, one message of each kind, and ways to spoil it. */
import * as fc from "fast-check";
import { Packr } from "msgpackr/pack";

import { binaryCodec, codecNames, fieldsOfSnapshot, kinds, loadCodec } from "../index.ts";
import { MalformedMessage } from "../index.ts";
import type { Codec, CodecName, Messages, PlainKind, Snapshot } from "../index.ts";
import type { CodedKind } from "../kinds.ts";
import { generated } from "../messages/arbitrary-messages.suite.ts";
import { fullRoom } from "../messages/full-room.suite.ts";
import type { MessageDefinition } from "../schema/define-message.ts";
import type { Field } from "../schema/field.ts";

export const codecs = await Promise.all(codecNames.map(loadCodec));
export const fieldCodecs = codecs.filter(({ name }) => name !== "binary");
export const named = (name: CodecName): Codec =>
  codecs.find((codec) => codec.name === name) ?? binaryCodec;

export const plain = generated.filter(
  ([{ kind, maxFieldCodecBytes }]) => kind !== "snapshot" && maxFieldCodecBytes > 0,
) as unknown as readonly (readonly [MessageDefinition<PlainKind>, fc.Arbitrary<never>])[];

/** The baseline of a snapshot that is encoded again is another one. */
export const comparable = (kind: CodedKind, message: unknown): unknown =>
  kind === "snapshot" ? { ...fieldsOfSnapshot(message as Snapshot), baselineTick: 0 } : message;
export const nothingHeld = () => undefined;

/** The message, or the MalformedMessage; any other error is thrown. */
export function decodedOrError(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof MalformedMessage)) throw error;
    return error;
  }
}
export const decoded = (codec: Codec, kind: CodedKind, body: Uint8Array): unknown =>
  kind === "snapshot" ? codec.decodeSnapshot(body, nothingHeld) : codec.decode(kind, body);
/** @throws RangeError for a message that no receiver accepts */
export function encoded(codec: Codec, kind: CodedKind, message: unknown): Uint8Array {
  if (kind === "snapshot") return codec.encodeSnapshot(message as Snapshot, undefined).body;
  return codec.encode(kind, message as Messages[PlainKind]);
}

/** A snapshot so small that a test can put every wrong value into every field. */
export const scene = (() => {
  const context = { traceId: "1f".repeat(16), spanId: "2e".repeat(8), sampled: true };
  for (const now of fullRoom(3))
    if (now.tick === 7) {
      const { ships, spawns, ...rest } = now.snapshotSince(0);
      const contexts = [{ of: "spawn", index: 0, context }] as const;
      return { ...rest, ships: ships.slice(0, 3), spawns: spawns.slice(0, 2), contexts };
    }
  throw new Error("a fight goes on for ever");
})();

/** One message of each kind, the same in every run: the one with most fields that is still small. */
export const samples: Readonly<Record<string, unknown>> = {
  ...Object.fromEntries(
    plain.map(([{ kind }, values]) => {
      const some = fc.sample(values, { seed: 7, numRuns: 100 });
      const sizes = some.map((value) => [placesIn(value).length, value] as const);
      const small = sizes.filter(([size]) => size <= 30).toSorted(([a], [b]) => b - a);
      return [kind, small[0]?.[1]];
    }),
  ),
  snapshot: scene,
};
export const codedKinds = Object.keys(samples) as CodedKind[];
/** As the field codecs send it. */
export const fieldsOf = (kind: CodedKind): unknown =>
  (kinds[kind] as unknown as MessageDefinition).toFields(samples[kind]);

/** Every place in a value, as keys from its root. */
export function placesIn(value: unknown): string[][] {
  if (typeof value !== "object" || value === null) return [[]];
  const inside = Object.entries(value).flatMap(([key, inner]) =>
    placesIn(inner).map((place) => [key, ...place]),
  );
  return [[], ...inside];
}
export function replaced(value: unknown, [key, ...rest]: string[], by: unknown): unknown {
  if (key === undefined) return by;
  const copy: Record<string, unknown> = Object.assign(Array.isArray(value) ? [] : {}, value);
  copy[key] = replaced(copy[key], rest, by);
  return copy;
}
/** The names of fields that may be missing. */
export function optionalNamesIn(field: Field): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (inner: Field): void => {
    if (inner.type === "list") visit(inner.item);
    if (inner.type === "maybe") visit(inner.field);
    if (inner.type !== "record") return;
    for (const each of inner.fields) {
      if (each.field.type === "maybe") names.add(each.name);
      visit(each.field);
    }
  };
  visit(field);
  return names;
}
export const wild = [
  -1,
  0.5,
  4,
  16,
  256,
  1024,
  65_536,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  1e308,
  Number.NaN,
];
export const strange = [
  ...wild,
  null,
  "",
  "x".repeat(500),
  "\ud800",
  true,
  [],
  {},
  [[]],
  [1, 2, 3],
];

export const at = (value: unknown, place: string[]): unknown =>
  place.reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], value);

const packr = new Packr({ useRecords: false });
export const raw = {
  json: (value: unknown) => new TextEncoder().encode(JSON.stringify(value)),
  msgpack: (value: unknown) => Uint8Array.from(packr.pack(value)),
};
