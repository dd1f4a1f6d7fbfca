import fc from "fast-check";
import { expect, test } from "vitest";
import { MalformedFrame } from "../frame.ts";
import { encodeBatch, decodeBatch } from "./batch.ts";

test("a batch decodes to its frames", () => {
  const frame = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.constantFrom(127, 128, 16_383, 16_384, 65_537).map((bytes) => new Uint8Array(bytes).fill(7)),
  );
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 5 }), (frames) => {
      expect(decodeBatch(encodeBatch(frames))).toEqual(frames);
      expect(decodeBatch(Buffer.from(encodeBatch(frames)))).toEqual(frames);
    }),
  );
});

test("a frame costs one byte below 128, two below 16 Ki, three above", () => {
  const bytesOf = (length: number) => encodeBatch([new Uint8Array(length)]).length - length;
  expect([0, 127, 128, 16_383, 16_384, 65_537].map(bytesOf)).toEqual([1, 1, 2, 2, 3, 3]);
});

test("[T19] any bytes are frames within them or malformed", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      try {
        const framed = decodeBatch(bytes).reduce((sum, { length }) => sum + length, 0);
        expect(framed).toBeLessThanOrEqual(bytes.length);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedFrame);
      }
    }),
  );
});
