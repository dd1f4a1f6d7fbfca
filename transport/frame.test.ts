import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeFrame, encodeFrame, MalformedFrame, type Frame } from "./frame.ts";
import { InFlight } from "./in-flight.ts";

const uint32 = fc.nat({ max: 0xffff_ffff });
const payload = fc.uint8Array({ maxLength: 2000 });
const frames: fc.Arbitrary<Frame> = fc.oneof(
  fc.record({
    kind: fc.constantFrom("unreliable" as const, "unreliable-sequenced" as const),
    offset: uint32,
    payload,
  }),
  fc.record({
    kind: fc.constantFrom("reliable-unordered" as const, "reliable-ordered" as const),
    payload,
  }),
  fc.record({
    kind: fc.constant("ack" as const),
    receivedTotals: fc.tuple(uint32, uint32, uint32, uint32),
  }),
  fc.record({
    kind: fc.constant("close" as const),
    code: fc.constantFrom("done" as const, "going-away" as const, "protocol-error" as const),
    detail: fc.string({ maxLength: 64, unit: "grapheme-ascii" }),
  }),
  fc.record({
    kind: fc.constant("ack-request" as const),
    lane: fc.constantFrom("unreliable" as const, "unreliable-sequenced" as const),
    offset: uint32,
  }),
);

describe("a frame", () => {
  test("decodes to what was encoded", () => {
    fc.assert(
      fc.property(frames, (frame) => {
        expect(decodeFrame(encodeFrame(frame))).toEqual(frame);
      }),
    );
  });

  test("has these bytes", () => {
    const bytes = (frame: Frame) => [...encodeFrame(frame)];
    const hi = Uint8Array.of(0x68, 0x69);
    expect(bytes({ kind: "unreliable", offset: 0x01020304, payload: hi })).toEqual([
      0, 1, 2, 3, 4, 0x68, 0x69,
    ]);
    expect(bytes({ kind: "unreliable-sequenced", offset: 7, payload: hi })).toEqual([
      1, 0, 0, 0, 7, 0x68, 0x69,
    ]);
    expect(bytes({ kind: "reliable-unordered", payload: hi })).toEqual([2, 0x68, 0x69]);
    expect(bytes({ kind: "reliable-ordered", payload: hi })).toEqual([3, 0x68, 0x69]);
    expect(bytes({ kind: "ack", receivedTotals: [1, 2, 3, 0x04000000] })).toEqual([
      4, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 4, 0, 0, 0,
    ]);
    expect(bytes({ kind: "close", code: "going-away", detail: "hi" })).toEqual([5, 7, 0x68, 0x69]);
    expect(bytes({ kind: "ack-request", lane: "unreliable-sequenced", offset: 9 })).toEqual([
      6, 1, 0, 0, 0, 9,
    ]);
  });

  test("of random bytes decodes or throws MalformedFrame", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        try {
          decodeFrame(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedFrame);
        }
      }),
    );
  });

  test("cut anywhere in its head throws MalformedFrame", () => {
    const heads: [Frame, number][] = [
      [{ kind: "unreliable", offset: 1, payload: new Uint8Array() }, 5],
      [{ kind: "ack", receivedTotals: [1, 2, 3, 4] }, 17],
      [{ kind: "close", code: "done", detail: "" }, 2],
      [{ kind: "ack-request", lane: "unreliable", offset: 1 }, 6],
    ];
    for (const [frame, headBytes] of heads) {
      for (let bytes = 0; bytes < headBytes; bytes++) {
        expect(() => decodeFrame(encodeFrame(frame).subarray(0, bytes))).toThrow(MalformedFrame);
      }
    }
  });

  test("cuts a close detail that is too long between two characters", () => {
    const close = decodeFrame(
      encodeFrame({ kind: "close", code: "done", detail: "✓".repeat(200) }),
    );
    expect(close).toEqual({ kind: "close", code: "done", detail: "✓".repeat(85) });
  });

  test("decodes a payload of which slice makes a copy, also from a Node Buffer", () => {
    const frame = decodeFrame(Buffer.from([3, 1, 2]));
    expect(frame).toEqual({ kind: "reliable-ordered", payload: Uint8Array.of(1, 2) });
    expect("payload" in frame && frame.payload.constructor).toBe(Uint8Array);
  });
});

describe("a ledger", () => {
  test("counts as in flight what was sent and not acknowledged, also when totals wrap", () => {
    const near = new InFlight();
    const far = new InFlight();
    // 80,000 frames of 64 KiB pass 2^32 once.
    for (let i = 0; i < 80_000; i++) {
      near.addSent(64 * 1024 - 1, "reliable-ordered");
      far.addReceived(64 * 1024 - 1, "reliable-ordered");
      if (i % 1000 !== 999) continue;
      expect(near.bytes).toBe(1000 * 64 * 1024);
      near.acknowledge(far.receivedTotals);
      expect(near.bytes).toBe(0);
    }
  });

  test("settles lost messages when the far side receives a later one", () => {
    const near = new InFlight();
    const far = new InFlight();
    near.addSent(95, "unreliable");
    near.addSent(95, "unreliable");
    const offset = near.addSent(95, "unreliable");
    expect(far.addReceivedUpTo(offset, "unreliable")).toBe(true);
    near.acknowledge(far.receivedTotals);
    expect(near.bytes).toBe(0);
  });

  test("refuses an ack of more than was sent", () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.integer({ min: 1, max: 0x7fff_ffff }), (bytes, tooMany) => {
        const near = new InFlight();
        const total = near.addSent(bytes, "reliable-ordered");
        expect(() => near.acknowledge([0, 0, 0, total + tooMany])).toThrow(MalformedFrame);
      }),
    );
  });

  test("recognises the newest frame of a lane in any order", () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(
          Array.from({ length: 50 }, (_, i) => i + 1),
          { minLength: 1 },
        ),
        (offsets) => {
          const far = new InFlight();
          const passed = offsets.filter((offset) =>
            far.addReceivedUpTo(offset, "unreliable-sequenced"),
          );
          expect(passed).toEqual([...passed].sort((a, b) => a - b));
          expect(passed.at(-1)).toBe(Math.max(...offsets));
        },
      ),
    );
  });
});
