import { MalformedMessage } from "#protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodePeerReport, encodePeerReport, type PeerReport } from "./peer-report.ts";

const report: fc.Arbitrary<PeerReport> = fc.record({
  seat: fc.integer({ min: 0, max: 15 }),
  tick: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  x: fc.integer({ min: 0, max: 19200 }).map((x8) => x8 / 8),
  y: fc.integer({ min: 0, max: 12800 }).map((y8) => y8 / 8),
  vx: fc.integer({ min: -4095, max: 4095 }).map((vx4) => vx4 / 4),
  vy: fc.integer({ min: -4095, max: 4095 }).map((vy4) => vy4 / 4),
  aimTurns: fc.integer({ min: 0, max: 1023 }).map((aim) => aim / 1024),
  flying: fc.boolean(),
  thrusting: fc.boolean(),
  shielded: fc.boolean(),
  dashing: fc.boolean(),
});

/** Seat 3, tick 1000, in the middle, standing still, flying. */
const golden = Uint8Array.of(3, 0xe8, 3, 0, 0, 0x80, 0x25, 0, 0x19, 0, 16, 0, 16, 0, 2, 8);

test("[C31] a report survives encoding and decoding to the last bit", () => {
  fc.assert(
    fc.property(report, (sent) => {
      expect(decodePeerReport(encodePeerReport(sent), sent.seat, 2 ** 32)).toEqual(sent);
    }),
  );
  expect(decodePeerReport(golden, 3, 1000)).toEqual({
    seat: 3,
    tick: 1000,
    x: 1200,
    y: 800,
    vx: 0,
    vy: 0,
    aimTurns: 0.5,
    flying: true,
    thrusting: false,
    shielded: false,
    dashing: false,
  });
});

test("[C31] a report of another seat than the peer's is malformed", () => {
  expect(() => decodePeerReport(golden, 4, 1000)).toThrow("seat 4 reports for seat 3");
});

const changed = (...bytes: readonly [at: number, value: number][]): Uint8Array => {
  const copy = golden.slice();
  for (const [at, value] of bytes) copy[at] = value;
  return copy;
};

test.each([
  ["nothing", new Uint8Array()],
  ["a report cut short", golden.subarray(0, 15)],
  ["a report and a byte", Uint8Array.of(...golden, 0)],
  ["a seat beyond the last", changed([0, 16])],
  ["a tick beyond the latest", changed([1, 0xe9])],
  ["x beyond the arena", changed([5, 1], [6, 0x4b])],
  ["y beyond the arena", changed([7, 1], [8, 0x32])],
  ["faster than ships fly", changed([9, 0], [10, 0x20])],
  ["faster backwards than ships fly", changed([11, 0], [12, 0])],
  ["more than a turn", changed([13, 0], [14, 4])],
  ["an unknown flag", changed([15, 16])],
])("[C31] %s is malformed", (_what, bytes) => {
  expect(() => decodePeerReport(bytes, bytes[0] ?? 3, 1000)).toThrow(MalformedMessage);
});

test("[C31] any bytes decode to a report within the arena, or are malformed", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20 }), (bytes) => {
      try {
        const { x, y, tick } = decodePeerReport(bytes, bytes[0] ?? 0, 5000);
        expect([x <= 2400, y <= 1600, tick <= 5000]).toEqual([true, true, true]);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedMessage);
      }
    }),
  );
});
