/** A message with every type of field, which no session knows: what follows from a schema. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MalformedMessage } from "../index.ts";
import { arbitraryMessage } from "./arbitrary.suite.ts";
import { defineMessage } from "./define-message.ts";
import { choice, flag, float, hex, list, listBy, maybe, record } from "./fields.ts";
import { text, where, whole, wholeOf } from "./fields.ts";
import { protoFileOf } from "./proto.ts";

const definition = defineMessage({
  kind: "every-type",
  code: 255,
  from: "both",
  delivery: "reliable-ordered",
  sessionReliable: true,
  traced: true,
  maxBytes: 4096,
  maxFieldCodecBytes: 4096,
  schema: where(
    record("EveryType", {
      first: flag(),
      mood: choice("Mood", ["good", "bad", "so-so"]),
      small: maybe(whole(-5, 300)),
      second: flag(),
      ratio: float(),
      either: wholeOf([0, 9], [255, 255]),
      wide: whole(-(2 ** 40), 2 ** 40),
      id: hex(4),
      parts: listBy("key", record("Part", { key: whole(0, 99), done: maybe(flag()) }), 9),
      many: list(text({ maxBytes: 4, maxCharacters: 2 }), 300, 1),
    }),
    ({ either, many }) => either !== many.length,
    "as many as either",
  ),
});
const { encode, decode, toFields, fromFields } = definition;

const good = {
  first: true,
  mood: "so-so",
  small: -5,
  second: true,
  ratio: 0.5,
  either: 255,
  wide: 0,
  id: "0a0b0c0d",
  parts: [{ key: 7, done: false }],
  many: ["hé"],
} as const;

describe("the binary layout", () => {
  test("any message is decoded as it was encoded", () => {
    fc.assert(
      fc.property(arbitraryMessage(definition), (message) => {
        expect(decode(encode(message))).toEqual(message);
      }),
    );
  });

  test("neighbouring flags, choices and presences share a byte; fields of whole bytes end it", () => {
    // 1 first, 2 in two bits: so-so, 1 small is there | -5 as 0 | 1 second | 0.5 | …
    expect(Buffer.from(encode(good)).toString("hex")).toMatch(/^0d000001000000000000e03fff/);
  });

  test("bits that stand for nothing, and a choice without a name, are malformed", () => {
    const body = encode(good);
    const withFirstByte = (byte: number) => Uint8Array.of(byte, ...body.subarray(1));
    expect(() => decode(withFirstByte(0x1d))).toThrow(MalformedMessage);
    expect(() => decode(withFirstByte(0x0f))).toThrow(MalformedMessage);
  });
});

describe("validation", () => {
  const broken: readonly (readonly [string, object])[] = [
    ["a flag that is a number", { first: 1 }],
    ["a choice without a name", { mood: "odd" }],
    ["a number below its range", { small: -6 }],
    ["a number that is not whole", { small: 0.5 }],
    ["a number between two ranges", { either: 10 }],
    ["a number that is none", { ratio: Number.NaN }],
    ["a number without end", { ratio: Number.POSITIVE_INFINITY }],
    ["an id of zeros", { id: "00000000" }],
    ["an id in capitals", { id: "0A0B0C0D" }],
    ["a long id", { id: "0a0b0c0d0e" }],
    ["a list that is none", { parts: {} }],
    ["a list with a key twice", { parts: [{ key: 7 }, { key: 7 }] }],
    ["an empty list", { many: [] }],
    ["a long list", { many: Array.from({ length: 301 }, () => "") }],
    ["text of too many bytes", { many: ["字字"] }],
    ["text of too many characters", { many: ["abc"] }],
    ["a rule that does not hold", { either: 1 }],
    ["a missing field", { ratio: undefined }],
  ];

  test.each(broken)("%s is refused in both directions", (_, change) => {
    const wrong = { ...good, ...change };
    expect(() => toFields(wrong as never)).toThrow(RangeError);
    expect(() => fromFields(wrong)).toThrow(MalformedMessage);
  });

  test("a stray field is left out when a message leaves, and malformed when it arrives", () => {
    const stray = { ...good, stray: 1 };
    expect(toFields(stray)).toEqual(good);
    expect(() => fromFields(stray)).toThrow(MalformedMessage);
  });

  test("-0 leaves as 0, and is malformed when it arrives", () => {
    for (const zero of [{ small: -0 }, { wide: -0 }, { ratio: -0 }]) {
      const sent = toFields({ ...good, ...zero }) as Record<string, unknown>;
      for (const name of Object.keys(zero)) expect(sent[name]).toBe(0);
      expect(() => fromFields({ ...good, ...zero })).toThrow(MalformedMessage);
    }
  });

  test("a lone surrogate leaves as U+FFFD, and is malformed when it arrives", () => {
    const half = { ...good, many: ["\ud800"] };
    expect(toFields(half)).toEqual({ ...good, many: ["\ufffd"] });
    expect(() => fromFields(half)).toThrow(MalformedMessage);
  });
});

test("the .proto has one message, enum and field for each, in the order of the schema", () => {
  expect(protoFileOf("test", [definition])).toBe(`syntax = "proto3";

package test;

message EveryType {
  bool first = 1;
  Mood mood = 2;
  optional sint32 small = 3;
  bool second = 4;
  double ratio = 5;
  uint32 either = 6;
  sint64 wide = 7;
  bytes id = 8;
  repeated Part parts = 9;
  repeated string many = 10;
}

enum Mood {
  MOOD_UNSPECIFIED = 0;
  MOOD_GOOD = 1;
  MOOD_BAD = 2;
  MOOD_SO_SO = 3;
}

message Part {
  uint32 key = 1;
  optional bool done = 2;
}
`);
});

test("two types of one name in the .proto are refused", () => {
  const other = { kind: "other", field: record("Other", { mood: choice("Mood", ["good"]) }).field };
  expect(() => protoFileOf("test", [definition, other])).toThrow(TypeError);
});
