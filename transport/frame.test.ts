import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decoded, encoded, MalformedFrame, type Frame } from "./frame.ts";
import { Ledger } from "./ledger.ts";

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
    kind: fc.constant("report" as const),
    heardBytes: fc.tuple(uint32, uint32, uint32, uint32),
  }),
  fc.record({
    kind: fc.constant("close" as const),
    code: fc.constantFrom("done" as const, "going-away" as const, "protocol-error" as const),
    detail: fc.string({ maxLength: 64, unit: "grapheme-ascii" }),
  }),
  fc.record({
    kind: fc.constant("probe" as const),
    lane: fc.constantFrom("unreliable" as const, "unreliable-sequenced" as const),
    offset: uint32,
  }),
);

describe("a frame", () => {
  test("decodes to what was encoded", () => {
    fc.assert(
      fc.property(frames, (frame) => {
        expect(decoded(encoded(frame))).toEqual(frame);
      }),
    );
  });

  test("has these bytes", () => {
    const bytes = (frame: Frame) => [...encoded(frame)];
    const hi = Uint8Array.of(0x68, 0x69);
    expect(bytes({ kind: "unreliable", offset: 0x01020304, payload: hi })).toEqual([
      0, 1, 2, 3, 4, 0x68, 0x69,
    ]);
    expect(bytes({ kind: "unreliable-sequenced", offset: 7, payload: hi })).toEqual([
      1, 0, 0, 0, 7, 0x68, 0x69,
    ]);
    expect(bytes({ kind: "reliable-unordered", payload: hi })).toEqual([2, 0x68, 0x69]);
    expect(bytes({ kind: "reliable-ordered", payload: hi })).toEqual([3, 0x68, 0x69]);
    expect(bytes({ kind: "report", heardBytes: [1, 2, 3, 0x04000000] })).toEqual([
      4, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 4, 0, 0, 0,
    ]);
    expect(bytes({ kind: "close", code: "going-away", detail: "hi" })).toEqual([5, 7, 0x68, 0x69]);
    expect(bytes({ kind: "probe", lane: "unreliable-sequenced", offset: 9 })).toEqual([
      6, 1, 0, 0, 0, 9,
    ]);
  });

  test("of random bytes decodes or throws MalformedFrame", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        try {
          decoded(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedFrame);
        }
      }),
    );
  });

  test("cut anywhere in its head throws MalformedFrame", () => {
    const heads: [Frame, number][] = [
      [{ kind: "unreliable", offset: 1, payload: new Uint8Array() }, 5],
      [{ kind: "report", heardBytes: [1, 2, 3, 4] }, 17],
      [{ kind: "close", code: "done", detail: "" }, 2],
      [{ kind: "probe", lane: "unreliable", offset: 1 }, 6],
    ];
    for (const [frame, headBytes] of heads) {
      for (let bytes = 0; bytes < headBytes; bytes++) {
        expect(() => decoded(encoded(frame).subarray(0, bytes))).toThrow(MalformedFrame);
      }
    }
  });

  test("keeps a close detail that is too long to whole characters", () => {
    const close = decoded(encoded({ kind: "close", code: "done", detail: "✓".repeat(200) }));
    expect(close).toEqual({ kind: "close", code: "done", detail: "✓".repeat(85) });
  });

  test("gives a payload which does not share the memory a Node Buffer slice would", () => {
    const frame = decoded(Buffer.from([3, 1, 2]));
    expect(frame).toEqual({ kind: "reliable-ordered", payload: Uint8Array.of(1, 2) });
    expect("payload" in frame && frame.payload.constructor).toBe(Uint8Array);
  });
});

describe("a ledger", () => {
  test("has in flight what was sent and not reported, also where totals wrap", () => {
    const near = new Ledger();
    const far = new Ledger();
    // 80,000 frames of 64 KiB pass 2^32 once.
    for (let i = 0; i < 80_000; i++) {
      near.send(64 * 1024 - 1, "reliable-ordered");
      far.hear(64 * 1024 - 1, "reliable-ordered");
      if (i % 1000 !== 999) continue;
      expect(near.inFlightBytes).toBe(1000 * 64 * 1024);
      near.settle(far.heardTotals);
      expect(near.inFlightBytes).toBe(0);
    }
  });

  test("settles what was lost once something sent later is heard", () => {
    const near = new Ledger();
    const far = new Ledger();
    near.send(95, "unreliable");
    near.send(95, "unreliable");
    const offset = near.send(95, "unreliable");
    expect(far.hearUpTo(offset, "unreliable")).toBe(true);
    near.settle(far.heardTotals);
    expect(near.inFlightBytes).toBe(0);
  });

  test("refuses a report of more than was sent", () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.integer({ min: 1, max: 0x7fff_ffff }), (bytes, tooMany) => {
        const near = new Ledger();
        const total = near.send(bytes, "reliable-ordered");
        expect(() => near.settle([0, 0, 0, total + tooMany])).toThrow(MalformedFrame);
      }),
    );
  });

  test("tells the newest of a lane whatever the order", () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(
          Array.from({ length: 50 }, (_, i) => i + 1),
          { minLength: 1 },
        ),
        (offsets) => {
          const far = new Ledger();
          const passed = offsets.filter((offset) => far.hearUpTo(offset, "unreliable-sequenced"));
          expect(passed).toEqual([...passed].sort((a, b) => a - b));
          expect(passed.at(-1)).toBe(Math.max(...offsets));
        },
      ),
    );
  });
});
