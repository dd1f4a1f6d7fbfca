import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as protocol from "../index.ts";
import { type kinds, MalformedMessage } from "../index.ts";
import { definitionOf } from "../kinds.ts";
import type { MessageDefinition } from "../schema/define-message.ts";
import { bytesOf, generated, hexOf, isInSpec } from "./arbitrary-messages.suite.ts";

const welcome = {
  version: 2,
  seat: 3,
  tickRateHz: 30,
  resumed: true,
  tick: 1000,
  tickZeroMs: 1,
  nowMs: 2,
  received: 9,
  session: "s",
  key: "k",
  room: "lobby",
  name: "Ada",
};
const zed = { seat: 4, bot: true, score: 310, kills: 3, deaths: 1, name: "Zed", transport: "sse" };

const golden: readonly (readonly [keyof typeof kinds, value: unknown, hex: string])[] = [
  [
    "hello",
    { version: 2, tracing: true, codec: "msgpack", received: 5, credential: "abc" },
    "0200 05 05000000 0300 616263",
  ],
  [
    "welcome",
    welcome,
    `0200 03 1e 01 e8030000 000000000000f03f 0000000000000040 09000000
     0100 73 0100 6b 0500 6c6f626279 0300 416461`,
  ],
  ["ack", 66_051, "03020100"],
  ["ping", 1.5, "000000000000f83f"],
  ["pong", { t0: 1.5, t1: 2, t2: -2 }, "000000000000f83f 0000000000000040 00000000000000c0"],
  ["client-options", { lagCompensation: false, ackClock: true }, "02"],
  ["chat", "hé€", "0600 68 c3a9 e282ac"],
  ["chat-line", { seat: 255, text: "go" }, "ff 0200 676f"],
  ["killed", { tick: 300, killer: 2, victim: 15 }, "2c010000 02 0f"],
  ["roster", [zed], "01 04 01 3601 0300 0100 0300 5a6564 0300 737365"],
];

test.each(golden)("[P8] %s has the bytes of the spec", (kind, value, hex) => {
  const { encode, decode } = definitionOf(kind) as MessageDefinition;
  expect(hexOf(encode(value))).toBe(hex.replaceAll(/\s/g, ""));
  expect(decode(bytesOf(hex))).toEqual(value);
  expect(isInSpec(bytesOf(hex))).toBe(true);
});

describe.each(
  generated.map(([definition, values]) => [definition.kind, definition, values] as const),
)("%s", (_, { encode, decode, maxBytes }, values) => {
  test("[P9] any message is decoded as it was encoded, within the size of its kind", () => {
    fc.assert(
      fc.property(values, (value) => {
        const body = encode(value);
        expect(decode(body)).toEqual(value);
        expect(body.length).toBeLessThanOrEqual(maxBytes);
      }),
    );
  });

  test("[P4] any message that is cut short, or has a byte too many, is malformed", () => {
    fc.assert(
      fc.property(values, fc.nat(), (value, cut) => {
        const body = encode(value);
        expect(() => decode(body.subarray(0, cut % body.length))).toThrow(MalformedMessage);
        expect(() => decode(Uint8Array.of(...body, 0))).toThrow(MalformedMessage);
      }),
    );
  });
});

test.each([
  ["a hello with unused bits", protocol.hello.decode, "0200 08 05000000 0000"],
  ["a ping that is no number", protocol.ping.decode, "000000000000f87f"],
  ["a ping at infinity", protocol.ping.decode, "000000000000f07f"],
  ["client options with unused bits", protocol.clientOptions.decode, "04"],
  ["an author without a seat", protocol.chatLine.decode, "10 0000"],
  ["a killer without a seat", protocol.killed.decode, "01000000 10 00"],
  ["a victim without a seat", protocol.killed.decode, "01000000 00 10"],
  [
    "more players than seats",
    protocol.roster.decode,
    `11 ${"00 00 0000 0000 0000 0000 0000".repeat(17)}`,
  ],
  [
    "two players in one seat",
    protocol.roster.decode,
    `02 ${"00 00 0000 0000 0000 0000 0000".repeat(2)}`,
  ],
  ["a flag with an unused bit", protocol.roster.decode, "01 00 02 0000 0000 0000 0000 0000"],
  ["chat that is too long", protocol.chat.decode, `c900 ${"78".repeat(201)}`],
  ["chat that is not UTF-8", protocol.chat.decode, "0200 c328"],
] as const)("[P4] %s: malformed", (_, decode, hex) => {
  expect(() => decode(bytesOf(hex))).toThrow(MalformedMessage);
});

test.each([
  ["seat 16", 2, 16],
  ["9 Hz", 3, 9],
  ["61 Hz", 3, 61],
  ["flags 2", 4, 2],
])("[P4] a welcome with %s: malformed", (_, at, value) => {
  const body = protocol.welcome.encode(welcome);
  body[at] = value;
  expect(() => protocol.welcome.decode(body)).toThrow(MalformedMessage);
});

test("[P5] a message that a decoder would refuse is a RangeError", () => {
  const long = "x".repeat(201);
  expect(() => protocol.chat.encode(long)).toThrow(RangeError);
  expect(() => protocol.chatLine.encode({ seat: 16, text: "" })).toThrow(RangeError);
  expect(() => protocol.chatLine.encode({ seat: 1, text: long })).toThrow(RangeError);
  expect(() => protocol.killed.encode({ tick: 1, killer: 16, victim: 0 })).toThrow(RangeError);
  expect(() => protocol.roster.encode([zed, zed])).toThrow(RangeError);
  expect(() => protocol.roster.encode([{ ...zed, name: long }])).toThrow(RangeError);
  expect(() => protocol.welcome.encode({ ...welcome, seat: 16 })).toThrow(RangeError);
  expect(() => protocol.welcome.encode({ ...welcome, tickRateHz: 9 })).toThrow(RangeError);
  expect(() => protocol.welcome.encode({ ...welcome, nowMs: Number.NaN })).toThrow(RangeError);
});

test("[P8] a score above 65535 is sent as 65535", () => {
  expect(protocol.roster.decode(protocol.roster.encode([{ ...zed, score: 70_000 }]))).toEqual([
    { ...zed, score: 65_535 },
  ]);
});
