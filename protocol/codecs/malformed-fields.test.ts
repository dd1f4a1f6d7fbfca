import { expect, test } from "vitest";

import { binaryCodec, fieldsOfSnapshot, kinds } from "../index.ts";
import { MalformedMessage } from "../index.ts";
import type { CodecName } from "../index.ts";
import type { CodedKind } from "../kinds.ts";
import { bytesOf } from "../messages/arbitrary-messages.suite.ts";

import {
  at,
  codedKinds,
  comparable,
  decoded,
  decodedOrError,
  encoded,
  fieldsOf,
  named,
  nothingHeld,
  optionalNamesIn,
  placesIn,
  raw,
  replaced,
  scene,
  strange,
} from "./codec-samples.suite.ts";

test.each(codedKinds)(
  "[P33] %s: whatever value stands in whatever field, a decoded message can be encoded",
  (kind) => {
    const sample = fieldsOf(kind);
    for (const name of ["json", "msgpack"] as const)
      for (const place of placesIn(sample))
        for (const value of strange) {
          const body = raw[name](replaced(sample, place, value));
          const arrived = decodedOrError(() => decoded(named(name), kind, body));
          if (arrived instanceof MalformedMessage) continue;
          expect(() => encoded(binaryCodec, kind, arrived), place.join(".")).not.toThrow();
          const again = decoded(binaryCodec, kind, encoded(binaryCodec, kind, arrived));
          expect(comparable(kind, arrived)).toEqual(comparable(kind, again));
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
  ["a prototype alone", "json", "chat-line", text('{"__proto__":{"seat":2,"text":"x"}}')],
  ["a constructor", "json", "killed", text('{"constructor":{"prototype":{"tick":1}}}')],
  ["-0", "json", "killed", text('{"tick":-0,"killer":0,"victim":0}')],
  ["an infinite number", "json", "killed", text('{"tick":1e999,"killer":0,"victim":0}')],
  ["a lone surrogate", "json", "chat", text(String.raw`"\ud800"`)],
  ["JSON that is not UTF-8", "json", "chat", bytesOf("22 c328 22")],
  ["two values", "json", "chat", text('"a" "b"')],
  ["lists in lists", "json", "roster", text("[".repeat(16_000))],
  ["lists in lists that end", "json", "roster", text("[".repeat(8000) + "]".repeat(8000))],
  ["-0", "msgpack", "killed", bytesOf(killed("cb 8000000000000000"))],
  ["no number", "msgpack", "killed", bytesOf(killed("cb 7ff8000000000000"))],
  ["a number beyond its range", "msgpack", "killed", bytesOf(killed("cf ffffffffffffffff"))],
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
  expect(read({ spawns: good.spawns.map((spawn) => ({ ...spawn, spawnTick: 8 })) })).toThrow(
    MalformedMessage,
  );
  expect(read({ spawns: [] })).toThrow(MalformedMessage);
  const dash = { type: "dashed", tick: 7, ship: 1, by: 1, counter: 0, x4: 0, y4: 0 };
  expect(read({ events: [dash] })).not.toThrow();
  expect(read({ events: [{ ...dash, by: 2 }] })).toThrow(MalformedMessage);
  expect(read({ events: [{ ...dash, counter: 1 }] })).toThrow(MalformedMessage);
});
