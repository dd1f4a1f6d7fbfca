import * as fc from "fast-check";
import { Packr } from "msgpackr/pack";
import { expect, test } from "vitest";
import { ByteWriter } from "../bytes.ts";
import { binaryCodec, codecNames, fieldsOfSnapshot, kindInfo, kinds, loadCodec } from "../index.ts";
import { MalformedMessage, maxChatCharacters } from "../index.ts";
import type { Codec, CodecName, Messages, PlainKind, Snapshot } from "../index.ts";
import type { CodedKind } from "../kinds.ts";
import { bytesOf, generated, snapshotOf } from "../messages/arbitrary-messages.suite.ts";
import { fullRoom } from "../messages/full-room.suite.ts";
import type { MessageDefinition } from "../schema/define-message.ts";
import type { Field } from "../schema/field.ts";
import { utf8Bytes } from "../utf8.ts";

const codecs = await Promise.all(codecNames.map(loadCodec));
const fieldCodecs = codecs.filter(({ name }) => name !== "binary");
const named = (name: CodecName): Codec =>
  codecs.find((codec) => codec.name === name) ?? binaryCodec;

const plain = generated.filter(
  ([{ kind, maxFieldCodecBytes }]) => kind !== "snapshot" && maxFieldCodecBytes > 0,
) as unknown as readonly (readonly [MessageDefinition<PlainKind>, fc.Arbitrary<never>])[];

/** The baseline of a snapshot that is encoded again is another one. */
const comparable = (kind: CodedKind, message: unknown): unknown =>
  kind === "snapshot" ? { ...fieldsOfSnapshot(message as Snapshot), baselineTick: 0 } : message;
const nothingHeld = () => undefined;

/** True for an answer or the expected refusal; whatever else is thrown goes on. */
function decodedOrError(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof MalformedMessage)) throw error;
    return error;
  }
}
const decoded = (codec: Codec, kind: CodedKind, body: Uint8Array): unknown =>
  kind === "snapshot" ? codec.decodeSnapshot(body, nothingHeld) : codec.decode(kind, body);
/** @throws RangeError for what cannot be said */
function encoded(codec: Codec, kind: CodedKind, message: unknown): Uint8Array {
  if (kind === "snapshot") return codec.encodeSnapshot(message as Snapshot, undefined).body;
  return codec.encode(kind, message as Messages[PlainKind]);
}

/** Few enough of everything that each field of it can be spoiled in every way. */
const scene = (() => {
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
const samples: Readonly<Record<string, unknown>> = {
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
const codedKinds = Object.keys(samples) as CodedKind[];
/** As the field codecs send it. */
const fieldsOf = (kind: CodedKind): unknown =>
  (kinds[kind] as unknown as MessageDefinition).toFields(samples[kind]);

for (const codec of fieldCodecs) {
  test.each(plain.map(([{ kind }, values]) => [kind, values] as const))(
    `[P31] any %s in ${codec.name} is what the binary codec makes of it`,
    (kind, values) => {
      fc.assert(
        fc.property(values, (message) => {
          const body = codec.encode(kind, message);
          const binary = binaryCodec.decode(kind, binaryCodec.encode(kind, message));
          expect(codec.decode(kind, body)).toEqual(binary);
          expect(body.length).toBeLessThanOrEqual(kindInfo(kind).maxFieldCodecBytes);
        }),
      );
    },
  );

  test(`[P31] any snapshot in ${codec.name} shows what a binary one shows`, () => {
    const { asDecoded: held } = binaryCodec.encodeSnapshot(scene, undefined);
    const baselines = fc.constantFrom(undefined, held);
    fc.assert(
      fc.property(snapshotOf(9), baselines, (snapshot, baseline) => {
        const own = codec.encodeSnapshot(snapshot, baseline);
        const binary = binaryCodec.encodeSnapshot(snapshot, baseline);
        const there = codec.decodeSnapshot(own.body, nothingHeld);
        expect(fieldsOfSnapshot(there)).toEqual(fieldsOfSnapshot(binary.asDecoded));
        expect(there).toEqual(own.asDecoded);
        const pasts = there.ships.map(({ deadReckoningTicks: driftTicks, lastCounter }) => [
          driftTicks,
          lastCounter,
        ]);
        expect(pasts).toEqual(there.ships.map(() => [0, 0]));
        expect(own.body.length).toBeLessThanOrEqual(kindInfo("snapshot").maxFieldCodecBytes);
      }),
    );
  });

  test.each(codedKinds)(
    `[P33] whatever arrives as %s in ${codec.name} is read or refused`,
    (kind) => {
      const noise = fc.uint8Array({ maxLength: 300 });
      fc.assert(
        fc.property(noise, (body) => void decodedOrError(() => decoded(codec, kind, body))),
      );
      const good = encoded(codec, kind, samples[kind]);
      const hurt = fc.record({
        flips: fc.array(fc.nat(good.length * 8 - 1), { maxLength: 4 }),
        cut: fc.nat(good.length),
        more: fc.uint8Array({ maxLength: 3 }),
      });
      fc.assert(
        fc.property(hurt, ({ flips, cut, more }) => {
          const bytes = Uint8Array.of(...good.subarray(0, good.length - cut), ...more);
          for (const flip of flips) {
            const at = flip % Math.max(1, bytes.length * 8);
            bytes[at >> 3] = (bytes[at >> 3] ?? 0) ^ (1 << (at & 7));
          }
          decodedOrError(() => decoded(codec, kind, bytes));
        }),
        { numRuns: 500 },
      );
    },
  );
}

test("[P32] over any chain of codecs and losses both ends hold the same, and show what was meant", () => {
  const chain = fc.array(fc.record({ name: fc.constantFrom(...codecNames), lost: fc.boolean() }), {
    minLength: 2,
    maxLength: 30,
  });
  fc.assert(
    fc.property(chain, fc.nat(99), (steps, seed) => {
      const here = new Map<number, Snapshot>();
      const there = new Map<number, Snapshot>();
      for (const now of fullRoom(seed)) {
        const step = steps[now.tick - 1];
        if (!step) break;
        const baseline = [...here.values()].at(-1);
        const snapshot = now.snapshotSince(baseline?.tick ?? 0);
        const codec = named(step.name);
        const { body, asDecoded: held } = codec.encodeSnapshot(snapshot, baseline);
        if (step.lost) continue;
        const heard = codec.decodeSnapshot(body, (tick) => there.get(tick));
        here.set(now.tick, held);
        there.set(now.tick, heard);
        expect(heard).toEqual(held);
        expect(fieldsOfSnapshot({ ...heard, baselineTick: 0 })).toEqual(fieldsOfSnapshot(snapshot));
      }
    }),
    { numRuns: 50 },
  );
});

/** Every place in a value, as keys from its root. */
function placesIn(value: unknown): string[][] {
  if (typeof value !== "object" || value === null) return [[]];
  const inside = Object.entries(value).flatMap(([key, inner]) =>
    placesIn(inner).map((place) => [key, ...place]),
  );
  return [[], ...inside];
}
function replaced(value: unknown, [key, ...rest]: string[], by: unknown): unknown {
  if (key === undefined) return by;
  const copy: Record<string, unknown> = Object.assign(Array.isArray(value) ? [] : {}, value);
  copy[key] = replaced(copy[key], rest, by);
  return copy;
}
/** The names of fields that may be missing. */
function optionalNamesIn(field: Field): ReadonlySet<string> {
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
const wild = [-1, 0.5, 4, 16, 256, 1024, 65_536, 2 ** 31, 2 ** 32, 2 ** 53, 1e308, Number.NaN];
const strange = [...wild, null, "", "x".repeat(500), "\ud800", true, [], {}, [[]], [1, 2, 3]];

test.each(codedKinds)("[P31] %s: what one codec refuses to say, all refuse", (kind) => {
  const sample = samples[kind];
  const numbers = placesIn(sample).filter((place) => typeof at(sample, place) === "number");
  for (const place of numbers)
    for (const value of wild) {
      const message = replaced(sample, place, value);
      const refusals = codecs.map((codec) => {
        try {
          encoded(codec, kind, message);
          return false;
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
          return true;
        }
      });
      const all = codecs.map(() => refusals[0]);
      expect(refusals, `${place.join(".")} = ${value}`).toEqual(all);
    }
});

test.each(["x", "é", "字", "🚀", "\u0001"])(
  "[P6] every codec takes a chat line of 200 times %j, and neither says nor hears one more",
  (one) => {
    const longest = one.repeat(maxChatCharacters);
    const tooLong = longest + one;
    const bytes = utf8Bytes(tooLong);
    const bodies: Readonly<Record<CodecName, Uint8Array>> = {
      binary: new ByteWriter().text(tooLong).finish(),
      json: raw.json(tooLong),
      msgpack: raw.msgpack(tooLong),
      // Field 1, by its length in a varint.
      protobuf: Uint8Array.of(0x0a, (bytes.length & 127) | 128, bytes.length >> 7, ...bytes),
    };
    for (const codec of codecs) {
      expect(codec.decode("chat", codec.encode("chat", longest)), codec.name).toBe(longest);
      expect(() => codec.encode("chat", tooLong), codec.name).toThrow(RangeError);
      expect(() => codec.decode("chat", bodies[codec.name]), codec.name).toThrow(MalformedMessage);
    }
  },
);

const at = (value: unknown, place: string[]): unknown =>
  place.reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], value);

const packr = new Packr({ useRecords: false });
const raw = {
  json: (value: unknown) => new TextEncoder().encode(JSON.stringify(value)),
  msgpack: (value: unknown) => Uint8Array.from(packr.pack(value)),
};

test.each(codedKinds)(
  "[P33] %s: what is heard could have been said, whatever was put in it",
  (kind) => {
    const sample = fieldsOf(kind);
    for (const name of ["json", "msgpack"] as const)
      for (const place of placesIn(sample))
        for (const value of strange) {
          const body = raw[name](replaced(sample, place, value));
          const heard = decodedOrError(() => decoded(named(name), kind, body));
          if (heard instanceof MalformedMessage) continue;
          expect(() => encoded(binaryCodec, kind, heard), place.join(".")).not.toThrow();
          const again = decoded(binaryCodec, kind, encoded(binaryCodec, kind, heard));
          expect(comparable(kind, heard)).toEqual(comparable(kind, again));
        }
  },
);

test.each(codedKinds)("[P33] %s: a field missing or one too many is malformed", (kind) => {
  const optional = optionalNamesIn(kinds[kind].field);
  const sample = fieldsOf(kind);
  for (const name of ["json", "msgpack"] as const)
    for (const place of placesIn(sample)) {
      const inner = at(sample, place);
      if (typeof inner !== "object" || inner === null || Array.isArray(inner)) continue;
      const read = (value: unknown) => () =>
        decoded(named(name), kind, raw[name](replaced(sample, place, value)));
      expect(read(inner)).not.toThrow();
      expect(read({ ...inner, stray: 1 })).toThrow(MalformedMessage);
      for (const field of Object.keys(inner).filter((key) => !optional.has(key))) {
        const { [field]: _, ...rest } = inner as Record<string, unknown>;
        expect(read(rest), `${place.join(".")} without ${field}`).toThrow(MalformedMessage);
      }
    }
});

const text = (json: string): Uint8Array => new TextEncoder().encode(json);
const killed = (tick: string) => `83 a4 7469636b ${tick} a6 6b696c6c6572 00 a6 76696374696d 00`;

test.each<[string, CodecName, CodedKind, Uint8Array]>([
  ["a prototype", "json", "chat-line", text('{"seat":1,"text":"x","__proto__":{"seat":2}}')],
  ["nothing but a prototype", "json", "chat-line", text('{"__proto__":{"seat":2,"text":"x"}}')],
  ["a constructor", "json", "killed", text('{"constructor":{"prototype":{"tick":1}}}')],
  ["minus nothing", "json", "killed", text('{"tick":-0,"killer":0,"victim":0}')],
  ["a number over all numbers", "json", "killed", text('{"tick":1e999,"killer":0,"victim":0}')],
  ["half a character", "json", "chat", text(String.raw`"\ud800"`)],
  ["JSON that is not UTF-8", "json", "chat", bytesOf("22 c328 22")],
  ["two values", "json", "chat", text('"a" "b"')],
  ["lists in lists", "json", "roster", text("[".repeat(16_000))],
  ["lists in lists that end", "json", "roster", text("[".repeat(8000) + "]".repeat(8000))],
  ["minus nothing", "msgpack", "killed", bytesOf(killed("cb 8000000000000000"))],
  ["no number", "msgpack", "killed", bytesOf(killed("cb 7ff8000000000000"))],
  ["a number of 64 bits", "msgpack", "killed", bytesOf(killed("cf ffffffffffffffff"))],
  ["a date", "msgpack", "killed", bytesOf(killed("d6 ff 00000001"))],
  ["a regular expression", "msgpack", "chat", bytesOf("c7 04 78 92 a1 78 a0")],
  ["lists in lists", "msgpack", "roster", new Uint8Array(16_000).fill(0x91)],
  ["a list of four billion", "msgpack", "roster", bytesOf("dd ffffffff")],
  ["fields of four billion", "msgpack", "chat-line", bytesOf("df ffffffff")],
  ["text of four billion", "msgpack", "chat", bytesOf("db ffffffff")],
  ["groups in groups", "protobuf", "chat-line", new Uint8Array(2000).fill(0x1b)],
  ["text of four billion", "protobuf", "chat", bytesOf("0a ffffffff0f")],
  ["a name without a number", "protobuf", "snapshot", bytesOf("08 01 3a 02 0809")],
  ["no round", "protobuf", "snapshot", bytesOf("08 01")],
])("[P33] %s in %s: malformed", (_, name, kind, body) => {
  expect(() => decoded(named(name), kind, body)).toThrow(MalformedMessage);
  expect(Object.keys(Object.prototype)).toEqual([]);
});

test("[P33] snapshots whose parts do not fit each other are malformed", () => {
  const good = fieldsOfSnapshot(scene);
  const [first, second, ...rest] = good.ships;
  const read = (part: object) => () =>
    named("json").decodeSnapshot(raw.json({ ...good, ...part }), nothingHeld);
  expect(read({})).not.toThrow();
  expect(read({ ships: [first, first, ...rest] })).toThrow(MalformedMessage);
  expect(read({ ships: [second, first, ...rest] })).toThrow(MalformedMessage);
  expect(read({ baselineTick: good.tick })).toThrow(MalformedMessage);
  expect(read({ spawns: good.spawns.map((birth) => ({ ...birth, spawnTick: 8 })) })).toThrow(
    MalformedMessage,
  );
  expect(read({ spawns: [] })).toThrow(MalformedMessage);
  const dash = { type: "dashed", tick: 7, ship: 1, by: 1, counter: 0, x4: 0, y4: 0 };
  expect(read({ events: [dash] })).not.toThrow();
  expect(read({ events: [{ ...dash, by: 2 }] })).toThrow(MalformedMessage);
  expect(read({ events: [{ ...dash, counter: 1 }] })).toThrow(MalformedMessage);
});
