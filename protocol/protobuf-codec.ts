/** Messages as protobuf, by session.proto: numbers for names, nothing for zeros, and ids as bytes. */
import { create, type DescMessage, fromBinary, type Message, toBinary } from "@bufbuild/protobuf";
import type { CodedKind } from "./codec.ts";
import * as proto from "./generated/session_pb.ts";
import { viewDelayOf, viewFromDelay } from "./input.ts";
import type { FieldMessages } from "./legal.ts";
import { fieldCodec } from "./field-codec.ts";

const phases = { playing: proto.Phase.PLAYING, podium: proto.Phase.PODIUM } as const;
const eventTypes = {
  hit: proto.EventType.HIT,
  burst: proto.EventType.BURST,
  dashed: proto.EventType.DASHED,
  respawned: proto.EventType.RESPAWNED,
} as const;
const contextOwners = {
  spawn: proto.EventContextOf.SPAWN,
  event: proto.EventContextOf.EVENT,
} as const;

/** Undefined for a number without a name: no codec lets that pass. */
const nameOf = (names: Readonly<Record<string, number>>, number: number): string | undefined =>
  Object.keys(names).find((name) => names[name] === number);

const encoders: { readonly [K in CodedKind]: (value: FieldMessages[K]) => Uint8Array } = {
  input: ({ ackTick, newestTick, commands }) =>
    encoded(proto.InputSchema, {
      ackTick,
      newestTick,
      commands: commands.map(({ viewTick16, ...sample }, index) => ({
        ...sample,
        back16: viewDelayOf(newestTick - index, viewTick16),
      })),
    }),
  "client-options": (options) => encoded(proto.ClientOptionsSchema, options),
  chat: (text) => encoded(proto.ChatSchema, { text }),
  "chat-line": (line) => encoded(proto.ChatLineSchema, line),
  killed: (killed) => encoded(proto.KilledSchema, killed),
  roster: (rows) => encoded(proto.RosterSchema, { rows: [...rows] }),
  snapshot: ({ round, own, ships, spawns, events, contexts, ...rest }) =>
    encoded(proto.SnapshotSchema, {
      ...rest,
      ...(own && { own }),
      ships: [...ships],
      spawns: [...spawns],
      round: { ...round, phase: phases[round.phase] },
      events: events.map((event) => ({ ...event, type: eventTypes[event.type] })),
      contexts: contexts.map(({ of, index, context }) => ({
        of: contextOwners[of],
        index,
        context: {
          traceId: bytesOf(context.traceId),
          spanId: bytesOf(context.spanId),
          sampled: context.sampled,
        },
      })),
    }),
};

const decoders: { readonly [K in CodedKind]: (body: Uint8Array) => unknown } = {
  input(body) {
    const { ackTick, newestTick, commands } = decoded(proto.InputSchema, body);
    return {
      ackTick,
      newestTick,
      commands: commands.map(({ buttons, aim, thrustX, thrustY, back16 }, index) => {
        const viewTick16 = viewFromDelay(newestTick - index, back16);
        return { buttons, aim, thrustX, thrustY, viewTick16 };
      }),
    };
  },
  "client-options": (body) => fieldsOf(decoded(proto.ClientOptionsSchema, body)),
  chat: (body) => decoded(proto.ChatSchema, body).text,
  "chat-line": (body) => fieldsOf(decoded(proto.ChatLineSchema, body)),
  killed: (body) => fieldsOf(decoded(proto.KilledSchema, body)),
  roster: (body) => decoded(proto.RosterSchema, body).rows.map(fieldsOf),
  snapshot(body) {
    const { round, own, ships, spawns, events, contexts, ...rest } = fieldsOf(
      decoded(proto.SnapshotSchema, body),
    );
    return {
      ...rest,
      round: round && { ...fieldsOf(round), phase: nameOf(phases, round.phase) },
      own: own && fieldsOf(own),
      ships: ships.map(fieldsOf),
      spawns: spawns.map(fieldsOf),
      events: events.map((event) => ({ ...fieldsOf(event), type: nameOf(eventTypes, event.type) })),
      contexts: contexts.map(({ of, index, context }) => ({
        of: nameOf(contextOwners, of),
        index,
        context: context && {
          traceId: hexOf(context.traceId),
          spanId: hexOf(context.spanId),
          sampled: context.sampled,
        },
      })),
    };
  },
};

export const protobufCodec = fieldCodec("protobuf", {
  encode: (kind, value) => encoders[kind](value),
  decode: (kind, body) => decoders[kind](body),
});

function encoded<D extends DescMessage>(schema: D, fields: Fields<D>): Uint8Array {
  return toBinary(schema, create(schema, fields));
}
type Fields<D extends DescMessage> = NonNullable<Parameters<typeof create<D>>[1]>;

/** What a later version may add is skipped, as protobuf has it. */
const decoded = <D extends DescMessage>(schema: D, body: Uint8Array) =>
  fromBinary(schema, body, { readUnknownFields: false });

/** Without the name of its type. */
function fieldsOf<T extends Message>(message: T): Omit<T, "$typeName"> {
  const { $typeName: _, ...fields } = message;
  return fields;
}

const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

const bytesOf = (hex: string): Uint8Array =>
  Uint8Array.from({ length: hex.length / 2 }, (_, at) =>
    Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16),
  );
