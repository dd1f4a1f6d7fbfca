import * as fc from "fast-check";

import { expect, test } from "vitest";
import { ByteWriter } from "../bytes.ts";
import { binaryCodec, codecNames, fieldsOfSnapshot, kindInfo } from "../index.ts";
import { MalformedMessage, maxChatCharacters } from "../index.ts";
import type { CodecName, Snapshot } from "../index.ts";

import { snapshotOf } from "../messages/arbitrary-messages.suite.ts";
import { fullRoom } from "../messages/full-room.suite.ts";

import { utf8Bytes } from "../utf8.ts";

import {
  at,
  codecs,
  codedKinds,
  decoded,
  decodedOrError,
  encoded,
  fieldCodecs,
  named,
  nothingHeld,
  placesIn,
  plain,
  raw,
  replaced,
  samples,
  scene,
  wild,
} from "./codec-samples.suite.ts";

for (const codec of fieldCodecs) {
  test.each(plain.map(([{ kind }, values]) => [kind, values] as const))(
    `[P31] any %s in ${codec.name} is decoded as the binary codec decodes it`,
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

  test(`[P31] any snapshot in ${codec.name} has the fields of the binary one, and no dead reckoning`, () => {
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

  test.each(codedKinds)(`[P33] any bytes as %s in ${codec.name} are decoded or refused`, (kind) => {
    const noise = fc.uint8Array({ maxLength: 300 });
    fc.assert(fc.property(noise, (body) => void decodedOrError(() => decoded(codec, kind, body))));
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
  });
}

test("[P32] over any chain of codecs and losses both ends hold the same snapshots, with the fields that were encoded", () => {
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
        const arrived = codec.decodeSnapshot(body, (tick) => there.get(tick));
        here.set(now.tick, held);
        there.set(now.tick, arrived);
        expect(arrived).toEqual(held);
        expect(fieldsOfSnapshot({ ...arrived, baselineTick: 0 })).toEqual(
          fieldsOfSnapshot(snapshot),
        );
      }
    }),
    { numRuns: 50 },
  );
});

test.each(codedKinds)(
  "[P31] %s: a message that one codec refuses to encode, all refuse",
  (kind) => {
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
  },
);

test.each(["x", "é", "字", "🚀", "\u0001"])(
  "[P6] every codec encodes and decodes a chat text of 200 times %j, and refuses one more in both directions",
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
