import * as fc from "fast-check";
import { expect, test } from "vitest";
import { BitReader, BitWriter, ByteReader, ByteWriter, MalformedMessage } from "./index.ts";
import { bitsAsBytes, bytesOf } from "./messages/arbitrary-messages.suite.ts";
import { arbitraryOf } from "./schema/arbitrary.suite.ts";
import { text as textField } from "./schema/fields.ts";
import { utf8Bytes, utf8Text } from "./utf8.ts";

const anyText = arbitraryOf(textField({ maxBytes: 300 }).field) as fc.Arbitrary<string>;

test("[P8] bits are written most significant first, Exp-Golomb of order k as zeros and the number plus 2^k", () => {
  const out = new BitWriter(1).uint(5, 4).bit(true).golomb(0, 0).golomb(3, 0).golomb(4, 2);
  out.signedGolomb(-1, 0).signedGolomb(1, 0).signedGolomb(0, 3).uint(0xdeadbeef, 32);
  expect(out.finish()).toEqual(
    bitsAsBytes("0101 1 1 00100 01000 010 011 1000 11011110101011011011111011101111"),
  );
});

test("[P9] any numbers in any widths are read as they were written", () => {
  const field = fc.oneof(
    fc.integer({ min: 1, max: 32 }).chain((width) =>
      fc.record({
        form: fc.constant("uint"),
        k: fc.constant(width),
        value: fc.integer({ min: 0, max: 2 ** width - 1 }),
      }),
    ),
    fc.integer({ min: 0, max: 8 }).chain((k) =>
      fc.record({
        form: fc.constantFrom("golomb"),
        k: fc.constant(k),
        value: fc.oneof(fc.nat(300), fc.integer({ min: 0, max: 2 ** 31 - 1 - 2 ** k })),
      }),
    ),
    fc.integer({ min: 0, max: 8 }).chain((k) =>
      fc.record({
        form: fc.constant("signed"),
        k: fc.constant(k),
        value: fc.integer({ min: -(2 ** 29), max: 2 ** 29 }),
      }),
    ),
  );
  fc.assert(
    fc.property(fc.array(field), (fields) => {
      const out = new BitWriter(1);
      for (const { form, k, value } of fields) {
        if (form === "uint") out.uint(value, k);
        else if (form === "golomb") out.golomb(value, k);
        else out.signedGolomb(value, k);
      }
      const reader = new BitReader(out.finish());
      const read = fields.map(({ form, k }) =>
        form === "uint"
          ? reader.uint(k)
          : form === "golomb"
            ? reader.golomb(k)
            : reader.signedGolomb(k),
      );
      reader.end();
      expect(read).toEqual(fields.map(({ value }) => value));
    }),
  );
});

test("[P5] a number that does not fit its field is a RangeError", () => {
  const bits = new BitWriter();
  for (const [value, width] of [
    [-1, 4],
    [16, 4],
    [0.5, 4],
    [Number.NaN, 4],
    [2 ** 32, 32],
  ] as const)
    expect(() => bits.uint(value, width)).toThrow(RangeError);
  expect(() => bits.golomb(-1, 5)).toThrow(RangeError);
  expect(() => bits.golomb(2 ** 31 - 1, 0)).toThrow(RangeError);
  expect(bits.lengthBits).toBe(0);
  const bytes = new ByteWriter();
  expect(() => bytes.u8(256)).toThrow(RangeError);
  expect(() => bytes.u16(-1)).toThrow(RangeError);
  expect(() => bytes.u32(1.5)).toThrow(RangeError);
  expect(() => bytes.f64(Number.POSITIVE_INFINITY)).toThrow(RangeError);
  expect(() => bytes.text("x".repeat(65536))).toThrow(RangeError);
  expect(() => bytes.text("éé", 3)).toThrow(RangeError);
  expect(bytes.finish()).toEqual(new Uint8Array());
});

test("[P4] too few bits, a number too large, a byte too many, padding that is not zero: malformed", () => {
  expect(() => new BitReader(Uint8Array.of(1)).uint(9)).toThrow(MalformedMessage);
  expect(() => new BitReader(new Uint8Array(9)).golomb(0)).toThrow(MalformedMessage);
  const large = bitsAsBytes("0".repeat(31) + "1".repeat(64));
  expect(() => new BitReader(large).golomb(0)).toThrow(MalformedMessage);
  const largest = bitsAsBytes("0".repeat(30) + "1".repeat(31));
  expect(new BitReader(largest).golomb(0)).toBe(2 ** 31 - 2);
  const long = new BitReader(Uint8Array.of(0x80, 0));
  long.bit();
  expect(() => long.end()).toThrow(MalformedMessage);
  const padded = new BitReader(Uint8Array.of(0x81));
  padded.bit();
  expect(() => padded.end()).toThrow(MalformedMessage);
});

test("[P6] text is encoded and decoded as by TextEncoder and TextDecoder", () => {
  fc.assert(
    fc.property(anyText, fc.string({ unit: "binary" }), (text, other) => {
      expect(utf8Bytes(text)).toEqual(new TextEncoder().encode(text));
      expect(utf8Text(new TextEncoder().encode(other))).toBe(other);
    }),
  );
  expect(utf8Bytes("a\ud800")).toEqual(new TextEncoder().encode("a\ud800"));
});

test("[P6] bytes are text exactly if a strict TextDecoder accepts them", () => {
  const strict = (bytes: Uint8Array): string | undefined => {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      return undefined;
    }
  };
  const lead = fc.constantFrom(0x41, 0x80, 0xbf, 0xc0, 0xc2, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5);
  const bytes = fc.oneof(
    fc.uint8Array(),
    fc.array(lead).map((list) => Uint8Array.from(list)),
  );
  const mixed = fc
    .array(fc.tuple(lead, fc.uint8Array({ maxLength: 3 })))
    .map((parts) => Uint8Array.from(parts.flatMap(([first, more]) => [first, ...more])));
  fc.assert(
    fc.property(fc.oneof(bytes, mixed), (some) => {
      expect(utf8Text(some)).toBe(strict(some));
    }),
    { numRuns: 2000 },
  );
});

test.each(["c080", "c1bf", "e08080", "e09fbf", "eda080", "edbfbf", "f0808080", "f4908080", "e282"])(
  "[P6] %s, overlong, a surrogate, too high or cut short, is not text",
  (hex) => {
    expect(utf8Text(bytesOf(hex))).toBeUndefined();
  },
);

test("[P6] text longer than its field allows is malformed before it is read", () => {
  const bytes = new ByteWriter().text("x".repeat(10)).finish();
  expect(new ByteReader(bytes).text(10)).toBe("x".repeat(10));
  expect(() => new ByteReader(bytes).text(9)).toThrow(MalformedMessage);
});
