import * as fc from "fast-check";
import { expect, test } from "vitest";
import { codecNames, contextBytes, kindInfo, headerBytes, kindOf, kinds } from "./index.ts";
import { type CodecName, MalformedMessage } from "./index.ts";
import { noSpans, decodeEnvelope, encodeEnvelope } from "./index.ts";
import type { Kind } from "./index.ts";
import { hexOf, isInSpec, traceContext, u32 } from "./messages/arbitrary-messages.suite.ts";

const names = (Object.keys(kinds) as Kind[]).toSorted(
  (a, b) => kindInfo(a).code - kindInfo(b).code,
);
const codecsFor = (kind: Kind): readonly CodecName[] =>
  codecNames.filter((codec) => codec === "binary" || kindInfo(kind).maxFieldCodecBytes > 0);
const context = {
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: "b7ad6b7169203331",
  sampled: true,
};

test("[P1] kind, flags, sequence in little-endian order, body", () => {
  const body = Uint8Array.of(0x68, 0x69);
  const bytes = encodeEnvelope({ kind: "chat", sequence: 7, context: undefined, body });
  expect(hexOf(bytes)).toBe("19" + "00" + "07000000" + "6869");
  expect(isInSpec(bytes)).toBe(true);
  const codec = "binary";
  expect(decodeEnvelope(bytes)).toEqual({
    kind: "chat",
    sequence: 7,
    context: undefined,
    codec,
    body,
  });
});

test("[P30] the flags name the codec of the body", () => {
  const body = new TextEncoder().encode('"hi"');
  const bytes = encodeEnvelope({
    kind: "chat",
    sequence: 7,
    context: undefined,
    codec: "json",
    body,
  });
  expect(hexOf(bytes)).toBe("19" + "04" + "07000000" + "22686922");
  expect(isInSpec(bytes)).toBe(true);
  const flagsOf = (codec: CodecName) =>
    encodeEnvelope({ kind: "chat", sequence: 1, context, codec, body: new Uint8Array() })[1];
  expect(codecNames.map(flagsOf)).toEqual([1, 5, 9, 13]);
});

test("[P30] handshakes, acknowledgements, pings and pongs are binary: other codecs are refused on both ends", () => {
  const always = names.filter((kind) => kindInfo(kind).maxFieldCodecBytes === 0);
  expect(always).toEqual(["hello", "welcome", "ack", "ping", "pong"]);
  for (const kind of always) {
    const envelope = { kind, sequence: 1, context: undefined, body: new Uint8Array() };
    expect(() => encodeEnvelope({ ...envelope, codec: "json" })).toThrow(RangeError);
    const bytes = encodeEnvelope(envelope);
    for (const flags of [4, 8, 12]) {
      bytes[1] = flags;
      expect(() => decodeEnvelope(bytes), `${kind} with flags ${flags}`).toThrow(MalformedMessage);
    }
  }
});

test("[P1] a trace context stands before the body, in W3C binary form", () => {
  const bytes = encodeEnvelope({
    kind: "input",
    sequence: 258,
    context,
    body: Uint8Array.of(0xaa),
  });
  const ids = "00" + "0af7651916cd43dd8448eb211c80319c" + "01" + "b7ad6b7169203331";
  expect(hexOf(bytes)).toBe("10" + "01" + "02010000" + "00" + ids + "0201" + "aa");
  expect(bytes.length).toBe(headerBytes + contextBytes + 1);
  expect(isInSpec(bytes)).toBe(true);
});

test("[P1] any envelope is decoded as it was encoded, from any offset in a buffer", () => {
  const envelope = fc.constantFrom(...names).chain((kind) =>
    fc.record({
      kind: fc.constant(kind),
      sequence: u32,
      context: fc.option(traceContext, { nil: undefined }),
      codec: fc.constantFrom(...codecsFor(kind)),
      body: fc.uint8Array({ maxLength: kindInfo(kind).maxBytes }),
    }),
  );
  fc.assert(
    fc.property(envelope, fc.nat(9), (sealed, before) => {
      const bytes = encodeEnvelope(sealed);
      const around = new Uint8Array(bytes.length + before + 3);
      around.set(bytes, before);
      expect(decodeEnvelope(around.subarray(before, before + bytes.length))).toEqual(sealed);
    }),
  );
});

test("[P2] an unknown kind, unknown flags, a short header, a body too long: malformed", () => {
  const bytes = encodeEnvelope({ kind: "killed", sequence: 1, context, body: new Uint8Array(16) });
  for (let length = 0; length < headerBytes + contextBytes; length++)
    expect(() => decodeEnvelope(bytes.subarray(0, length))).toThrow(MalformedMessage);
  expect(() => decodeEnvelope(Uint8Array.of(...bytes, 0))).toThrow(MalformedMessage);
  const known = new Set<number>(names.map((kind) => kindInfo(kind).code));
  const unknown = Array.from({ length: 256 }, (_, code) => code).filter((c) => !known.has(c));
  for (const code of unknown)
    expect(() => decodeEnvelope(Uint8Array.of(code, 0, 1, 0, 0, 0))).toThrow(MalformedMessage);
  const codecs = [0, 4, 8, 12];
  const spokenFlags = new Set(codecs.flatMap((codec) => [codec, codec + 1]));
  for (let flags = 0; flags < 256; flags++) {
    if (spokenFlags.has(flags)) continue;
    const other = bytes.slice();
    other[1] = flags;
    expect(() => decodeEnvelope(other)).toThrow(MalformedMessage);
  }
});

test("[P3] a trace id or a span id of zeros, another version, another field: malformed", () => {
  const bytes = encodeEnvelope({ kind: "input", sequence: 1, context, body: new Uint8Array() });
  const spoiled = (from: number, to: number, value: number) =>
    bytes.map((byte, at) => (at >= headerBytes + from && at < headerBytes + to ? value : byte));
  expect(() => decodeEnvelope(spoiled(2, 18, 0))).toThrow(MalformedMessage);
  expect(() => decodeEnvelope(spoiled(19, 27, 0))).toThrow(MalformedMessage);
  for (const at of [0, 1, 18, 27])
    expect(() => decodeEnvelope(spoiled(at, at + 1, 9)), `byte ${at}`).toThrow(MalformedMessage);
  expect(decodeEnvelope(spoiled(28, 29, 0xfe)).context?.sampled).toBe(false);
});

test("[P3] a context of zeros is not sent", () => {
  const body = Uint8Array.of(1);
  const bytes = encodeEnvelope({ kind: "input", sequence: 1, context: noSpans.newContext(), body });
  expect(hexOf(bytes)).toBe("10000100000001");
});

test("[P5] a body over its kind's limit, a number over 32 bits, ids that are not hex: RangeError", () => {
  const none = { context: undefined, body: new Uint8Array() };
  expect(() =>
    encodeEnvelope({ ...none, kind: "killed", sequence: 1, body: new Uint8Array(17) }),
  ).toThrow(RangeError);
  expect(() => encodeEnvelope({ ...none, kind: "killed", sequence: 2 ** 32 })).toThrow(RangeError);
  for (const wrong of [
    { ...context, traceId: "abc" },
    { ...context, spanId: "X".repeat(16) },
  ])
    expect(() => encodeEnvelope({ ...none, kind: "input", sequence: 1, context: wrong })).toThrow(
      RangeError,
    );
});

test("[P7] every kind has a code of its own, which leads back to it", () => {
  expect(names.map((kind) => kindOf(kindInfo(kind).code))).toEqual(names);
});

test("[P7] the codes that are in use keep their kinds", () => {
  const codes = Object.fromEntries(names.map((kind) => [kind, kindInfo(kind).code]));
  expect(codes).toMatchObject({
    hello: 1,
    welcome: 2,
    ack: 3,
    ping: 4,
    pong: 5,
    input: 16,
    snapshot: 17,
    "client-options": 24,
    chat: 25,
    "chat-line": 26,
    roster: 27,
    killed: 28,
  });
});

test("[P2] a body may be as long as its codec allows, and no longer", () => {
  const envelope = { kind: "killed", sequence: 1, context: undefined } as const;
  const whole = encodeEnvelope({ ...envelope, codec: "msgpack", body: new Uint8Array(64) });
  expect(decodeEnvelope(whole).body.length).toBe(64);
  expect(() => decodeEnvelope(Uint8Array.of(...whole, 0))).toThrow(MalformedMessage);
  expect(() => encodeEnvelope({ ...envelope, codec: "msgpack", body: new Uint8Array(65) })).toThrow(
    RangeError,
  );
  whole[1] = 0;
  expect(() => decodeEnvelope(whole)).toThrow(MalformedMessage);
});

test("[P7] every session-reliable kind is delivered reliably and in order, and is traced", () => {
  for (const facts of names.map(kindInfo).filter(({ sessionReliable }) => sessionReliable))
    expect(facts).toMatchObject({ delivery: "reliable-ordered", traced: true });
});
