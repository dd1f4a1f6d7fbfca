import * as fc from "fast-check";
import { expect, test } from "vitest";
import { readEventContext } from "./event.ts";
import {
  BitReader,
  decodeSnapshot,
  encodeSnapshot,
  kindInfo,
  MalformedMessage,
} from "../../index.ts";
import { noSpans, UnknownBaseline } from "../../index.ts";
import type { RemoteShip, Snapshot } from "../../index.ts";
import { bitsAsBytes, isInSpec, ownShip, snapshotOf } from "../arbitrary-messages.suite.ts";

const calm = { deadReckoningX: 0, deadReckoningY: 0, deadReckoningTicks: 0 };
const flags = { flying: true, thrusting: false, shielded: false, dashing: false };
const ship: RemoteShip = { seat: 1, x4: 400, y4: 200, aim8: 64, energy: 100, ...flags, ...calm };
const empty: Snapshot = {
  tick: 100,
  baselineTick: 0,
  tickLateTenthMs: 3,
  skippedUnacked: 0,
  skippedLinkFull: 0,
  lead: 2,
  hadCommand: true,
  round: { phase: "playing", number: 1, endsAtTick: 5400 },
  own: undefined,
  ships: [],
  spawns: [],
  events: [],
  contexts: [],
};
const nothingHeld = () => undefined;

/** What was meant, without what the codec keeps for itself. */
const withoutDeadReckoning = ({ ships, baselineTick: _b, ...rest }: Snapshot) => ({
  ...rest,
  ships: ships.map(
    ({
      deadReckoningX: _x,
      deadReckoningY: _y,
      deadReckoningTicks: _t,
      lastCounter: _c,
      ...seen
    }) => seen,
  ),
});

test("[P13] without a baseline every field is sent", () => {
  const { body } = encodeSnapshot({ ...empty, ships: [ship] }, undefined);
  expect(body).toEqual(
    bitsAsBytes(`
      00000000000000000000000001100100 0 100011 1 1 1000010 1
      0 0 0000000000000001 00000000000000000001010100011000
      0
      0 0000000000000010 00000110010000 0000011001000 01000000 1100100 1000
      1 1 1`),
  );
  expect(isInSpec(body)).toBe(true);
});

test("[P13] against a baseline only differences from its prediction are sent", () => {
  const { asDecoded: held } = encodeSnapshot({ ...empty, ships: [ship] }, undefined);
  const later: Snapshot = {
    ...empty,
    tick: 102,
    tickLateTenthMs: 0,
    ships: [{ ...ship, x4: 404, energy: 99 }],
    spawns: [{ owner: 1, counter: 1, spawnTick: 102, x8: 808, y8: 544, aim: 258 }],
    events: [{ type: "hit", tick: 102, ship: 1, by: 0, counter: 9, x4: 404, y4: 200 }],
  };
  const { body } = encodeSnapshot(later, held);
  expect(body).toEqual(
    bitsAsBytes(`
      00000000000000000000000001100110 1 101 100000 1 1 1000010 1
      1
      0
      1 0 010000 1000 0 1 11 0
      010 0001 10 1 01000 100 100
      010 00 100 0001 0000 000000001001 00000110010100 0000011001000
      1`),
  );
  expect(isInSpec(body)).toBe(true);
});

const own = {
  x8: 8000,
  y8: 6400,
  vx4: -4,
  vy4: 0,
  aim: 1,
  energy16: 1600,
  fireWait: 5,
  dashWait: 0,
  shieldTicks: 0,
  respawnTicks: 0,
  shots: 7,
  thrusting: true,
};

test("[P14] the own ship is sent in full, then as differences from its prediction", () => {
  const first = encodeSnapshot({ ...empty, own }, undefined);
  expect(first.body).toEqual(
    bitsAsBytes(`
      00000000000000000000000001100100 0 100011 1 1 1000010 1
      0 0 0000000000000001 00000000000000000001010100011000
      1 001111101000000 01100100000000 0111111111011 0111111111111 0000000001 11001000000
        0 0 0101 1 1 1 000000000111 1
      0 0000000000000000 1 1 1`),
  );
  const after = { ...own, x8: 7999, fireWait: 3, shots: 8, thrusting: false };
  expect(encodeSnapshot({ ...empty, tick: 102, own: after }, first.asDecoded).body).toEqual(
    bitsAsBytes(`
      00000000000000000000000001100110 1 101 100011 1 1 1000010 1
      1
      1 1000000 1000000 1000000 1000000 0 100 1 011 0
      1 1 1 1`),
  );
});

test("[P14] any own ship arrives exactly, against any baseline of any age", () => {
  const seen = fc.record({
    before: ownShip,
    after: ownShip,
    ticks: fc.integer({ min: 1, max: 99 }),
  });
  fc.assert(
    fc.property(seen, ({ before, after, ticks }) => {
      const { asDecoded: held } = encodeSnapshot({ ...empty, own: before }, undefined);
      const { body } = encodeSnapshot({ ...empty, tick: 100 + ticks, own: after }, held);
      expect(decodeSnapshot(body, () => held).own).toEqual(after);
    }),
  );
});

/** What becomes of each snapshot of a chain: whether it arrives, and which of those that did it builds on. */
const chain = fc
  .array(
    fc.record({
      ticks: fc.integer({ min: 1, max: 40 }),
      arrives: fc.boolean(),
      builds: fc.option(fc.nat(3), { nil: undefined }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .chain((steps) => {
    let tick = 0;
    const snapshots = steps.map(({ ticks }) => snapshotOf((tick += ticks)));
    return fc.tuple(fc.constant(steps), fc.tuple(...snapshots));
  });

test("[P15] over any chain of baselines the receiver holds what the encoder returned, with the fields that were encoded", () => {
  fc.assert(
    fc.property(chain, ([steps, snapshots]) => {
      const here: Snapshot[] = [];
      const there = new Map<number, Snapshot>();
      for (const [index, { arrives, builds }] of steps.entries()) {
        const snapshot = snapshots[index] ?? empty;
        const baseline = builds === undefined ? undefined : here.at(-1 - builds);
        const { body, asDecoded: held } = encodeSnapshot(snapshot, baseline);
        expect(body.length).toBeLessThanOrEqual(kindInfo("snapshot").maxBytes);
        if (!arrives) continue;
        const decoded = decodeSnapshot(body, (tick) => there.get(tick));
        expect(decoded).toEqual(held);
        expect(withoutDeadReckoning(decoded)).toEqual(withoutDeadReckoning(snapshot));
        expect(decoded.baselineTick).toBe(baseline?.tick ?? 0);
        here.push(held);
        there.set(decoded.tick, decoded);
      }
    }),
    { numRuns: 200 },
  );
});

test("[P16] a baseline that this end does not hold is an UnknownBaseline that names it", () => {
  const { asDecoded: held } = encodeSnapshot(empty, undefined);
  const { body } = encodeSnapshot({ ...empty, tick: 103 }, held);
  const asked: number[] = [];
  expect(() => decodeSnapshot(body, (tick) => void asked.push(tick))).toThrow(
    new UnknownBaseline(100),
  );
  expect(asked).toEqual([100]);
});

test("[P17] fields that are only displayed are clamped, in the returned snapshot too", () => {
  const extreme = {
    ...empty,
    tickLateTenthMs: -7.4,
    skippedUnacked: 65_536 + 300,
    lead: -90,
    round: { ...empty.round, number: 65_537 },
  };
  const { body, asDecoded: held } = encodeSnapshot(extreme, undefined);
  expect(decodeSnapshot(body, nothingHeld)).toEqual(held);
  expect(held).toEqual({ ...empty, tickLateTenthMs: 0, skippedUnacked: 300, lead: -64 });
});

test("[P17] the counts of skipped snapshots arrive whatever snapshots are lost in between, and continue past 65535", () => {
  const first = encodeSnapshot({ ...empty, skippedUnacked: 65_530, skippedLinkFull: 3 }, undefined);
  const far = decodeSnapshot(first.body, nothingHeld);
  // Those in between never came.
  const counts = { skippedUnacked: 65_536 + 4, skippedLinkFull: 9 };
  const { body } = encodeSnapshot({ ...empty, tick: 109, ...counts }, first.asDecoded);
  expect(decodeSnapshot(body, () => far)).toMatchObject({ skippedUnacked: 4, skippedLinkFull: 9 });
});

test("[P18] a pulse may spawn outside the world on every side", () => {
  const spawns = [
    { owner: 1, counter: 4095, spawnTick: 100, x8: -16, y8: 12_816, aim: 512 },
    { owner: 1, counter: 0, spawnTick: 100, x8: 19_216, y8: -16, aim: 0 },
    { owner: 2, counter: 5, spawnTick: 67, x8: -16, y8: -16, aim: 1023 },
  ];
  const { body } = encodeSnapshot({ ...empty, ships: [ship], spawns }, undefined);
  expect(decodeSnapshot(body, nothingHeld).spawns).toEqual(spawns);
});

test("[P3] contexts of zeros are left out of a snapshot, and malformed when they arrive", () => {
  const spawns = [{ owner: 1, counter: 1, spawnTick: 100, x8: 0, y8: 0, aim: 0 }];
  const at = { of: "spawn", index: 0 } as const;
  // A bit further on in the body, these are bytes of 0x11 and 0x22.
  const context = { traceId: "2".repeat(32), spanId: "4".repeat(16), sampled: true };
  const without = encodeSnapshot(
    { ...empty, spawns, contexts: [{ ...at, context: noSpans.newContext() }] },
    undefined,
  );
  expect(decodeSnapshot(without.body, nothingHeld).contexts).toEqual([]);
  expect(without.contextBits).toBe(1);
  const { body, contextBits } = encodeSnapshot(
    { ...empty, spawns, contexts: [{ ...at, context }] },
    undefined,
  );
  expect(contextBits).toBe(3 + 1 + 3 + 128 + 64 + 1);
  const zeros = body.map((byte) => (byte === 0x11 || byte === 0x22 ? 0 : byte));
  expect(decodeSnapshot(body, nothingHeld).contexts).toEqual([{ ...at, context }]);
  expect(() => decodeSnapshot(zeros, nothingHeld)).toThrow(MalformedMessage);
});

test("[P4] the context of a spawn or an event that is not there is malformed, and a RangeError when encoded", () => {
  const ids = "1".repeat(193);
  const at = (bits: string) => readEventContext(new BitReader(bitsAsBytes(bits + ids)), 1, 2).index;
  expect([at("0 100"), at("1 101")]).toEqual([0, 1]);
  expect(() => at("0 101")).toThrow(MalformedMessage);
  expect(() => at("1 110")).toThrow(MalformedMessage);
  const context = { traceId: "1".repeat(32), spanId: "2".repeat(16), sampled: true };
  const contexts = [{ of: "spawn", index: 0, context }] as const;
  expect(() => encodeSnapshot({ ...empty, contexts }, undefined)).toThrow(RangeError);
});

test("[P5] a snapshot that the receiver would refuse is a RangeError", () => {
  const wrong: Partial<Snapshot>[] = [
    { ships: [ship, ship] },
    { ships: [{ ...ship, seat: 16 }] },
    { ships: [{ ...ship, x4: 9601 }] },
    { ships: [{ ...ship, y4: 0.5 }] },
    { ships: [{ ...ship, energy: 101 }] },
    { own: { ...own, vx4: 4096 } },
    { own: { ...own, x8: -1 } },
    { own: { ...own, fireWait: 16 } },
    { spawns: [{ owner: 0, counter: 0, spawnTick: 101, x8: 0, y8: 0, aim: 0 }] },
    { spawns: [{ owner: 0, counter: 0, spawnTick: 100, x8: -257, y8: 0, aim: 0 }] },
    { spawns: [{ owner: 0, counter: 0, spawnTick: 100, x8: 0, y8: 0, aim: 1024 }] },
    { events: [{ type: "dashed", tick: 100, ship: 1, by: 1, counter: 0, x4: 0, y4: 6401 }] },
    {
      events: Array.from({ length: 513 }, () => ({
        type: "dashed",
        tick: 100,
        ship: 1,
        by: 1,
        counter: 0,
        x4: 0,
        y4: 0,
      })),
    },
  ];
  for (const change of wrong)
    expect(
      () => encodeSnapshot({ ...empty, ...change }, undefined),
      `${JSON.stringify(change).slice(0, 99)}`,
    ).toThrow(RangeError);
  expect(() => encodeSnapshot(empty, { ...empty, tick: 100 })).toThrow(RangeError);
  expect(() => encodeSnapshot(empty, { ...empty, tick: 0 })).toThrow(RangeError);
});
