import * as fc from "fast-check";
import { expect, test } from "vitest";
import * as protocol from "../index.ts";
import { fullRoom } from "./full-room.suite.ts";
import { kindInfo, MalformedMessage, UnknownBaseline } from "../index.ts";
import { generated, snapshotOf, traceContext } from "./arbitrary-messages.suite.ts";

const first = protocol.encodeSnapshot(sceneAt(7, 0), undefined);
const second = protocol.encodeSnapshot(sceneAt(9, 7), first.asDecoded);
const snapshotAt = (tick: number) => (tick === first.asDecoded.tick ? first.asDecoded : undefined);

function sceneAt(tick: number, since: number): protocol.Snapshot {
  const context = { traceId: "1f".repeat(16), spanId: "2e".repeat(8), sampled: true };
  for (const now of fullRoom(3))
    if (now.tick === tick)
      return { ...now.snapshotSince(since), contexts: [{ of: "spawn", index: 0, context }] };
  throw new Error("a fight goes on for ever");
}

/** Every decoder, and some bytes that it accepts. */
const decoders: readonly (readonly [
  name: string,
  read: (body: Uint8Array) => unknown,
  good: fc.Arbitrary<Uint8Array>,
])[] = [
  ...generated.map(
    ([{ kind, encode, decode }, values]) => [kind, decode, values.map(encode)] as const,
  ),
  [
    "snapshot against a baseline",
    (body) => protocol.decodeSnapshot(body, snapshotAt),
    fc.oneof(
      fc.constantFrom(first.body, second.body),
      snapshotOf(9).map((snapshot) => protocol.encodeSnapshot(snapshot, first.asDecoded).body),
    ),
  ],
  [
    "envelope",
    protocol.decodeEnvelope,
    traceContext.map((context) =>
      protocol.encodeEnvelope({ kind: "input", sequence: 1, context, body: Uint8Array.of(1) }),
    ),
  ],
];

/** True for an answer or an expected refusal; whatever else is thrown goes on. */
function isAnswered(read: (body: Uint8Array) => unknown, body: Uint8Array): boolean {
  try {
    read(body);
  } catch (error) {
    if (!(error instanceof MalformedMessage || error instanceof UnknownBaseline)) throw error;
  }
  return true;
}

for (const [name, read, good] of decoders) {
  test(`[P4] any bytes as ${name} are decoded or refused`, () => {
    const noise = fc.uint8Array({ maxLength: 300 });
    fc.assert(
      fc.property(noise, (body) => isAnswered(read, body)),
      { numRuns: 500 },
    );
  });

  test(`[P4] a ${name} with bits flipped, cut short or extended is decoded or refused`, () => {
    const hurt = fc.record({
      body: good,
      flips: fc.array(fc.nat(), { maxLength: 4 }),
      cut: fc.nat(8),
      more: fc.uint8Array({ maxLength: 3 }),
    });
    fc.assert(
      fc.property(hurt, ({ body, flips, cut, more }) => {
        const bytes = Uint8Array.of(...body.subarray(0, Math.max(0, body.length - cut)), ...more);
        for (const flip of flips) {
          const at = flip % Math.max(1, bytes.length * 8);
          bytes[at >> 3] = (bytes[at >> 3] ?? 0) ^ (1 << (at & 7));
        }
        return isAnswered(read, bytes);
      }),
      { numRuns: 500 },
    );
  });
}

test("[P4] a snapshot with any one bit flipped is decoded or refused, and any cut of it is malformed", () => {
  const { body } = second;
  const read = (bytes: Uint8Array) => protocol.decodeSnapshot(bytes, snapshotAt);
  for (let at = 0; at < body.length * 8; at++) {
    const bytes = body.slice();
    bytes[at >> 3] = (bytes[at >> 3] ?? 0) ^ (1 << (at & 7));
    expect(isAnswered(read, bytes)).toBe(true);
  }
  for (let length = 0; length < body.length; length++)
    expect(() => read(body.subarray(0, length))).toThrow(MalformedMessage);
});

test("[P4] the longest snapshot of ones, zeros or alternating bits is decoded or refused, and malformed without a baseline", () => {
  for (const fill of [0x00, 0xff, 0xaa, 0x55]) {
    const body = new Uint8Array(kindInfo("snapshot").maxBytes).fill(fill);
    expect(isAnswered((bytes) => protocol.decodeSnapshot(bytes, snapshotAt), body)).toBe(true);
    // The 33rd bit, cleared, means that there is no baseline: the rest is decoded.
    body[4] = (body[4] ?? 0) & 0x7f;
    expect(() => protocol.decodeSnapshot(body, snapshotAt)).toThrow(MalformedMessage);
  }
});

test("[P4] a snapshot of 512 spawns is decoded, one of 513 is a RangeError", () => {
  const spawns = Array.from({ length: 512 }, (_, counter) => ({
    owner: 3,
    counter,
    spawnTick: 7,
    x8: 0,
    y8: 0,
    aim: 0,
  }));
  const scene = { ...sceneAt(7, 0), contexts: [], ships: [], events: [] };
  const { body } = protocol.encodeSnapshot({ ...scene, spawns }, undefined);
  expect(protocol.decodeSnapshot(body, snapshotAt).spawns).toEqual(spawns);
  expect(body.length).toBeLessThanOrEqual(kindInfo("snapshot").maxBytes);
  const more = { ...scene, spawns: [...spawns, ...spawns.slice(0, 1)] };
  expect(() => protocol.encodeSnapshot(more, undefined)).toThrow(RangeError);
});
