import * as fc from "fast-check";
import { expect, test } from "vitest";
import { cleanName } from "./player-names.ts";

test.each([
  ["Ada", "Ada"],
  ["  two   spaces\tand\nlines ", "two spaces and lines"],
  ["zero\u0000width\u200b\u2028joiner", "zero width joiner"],
  ["\u202eevil", "evil"],
  ["<b>bold</b>", "<b>bold</b>"],
  ["\ud800lone", "lone"],
  ["🚀".repeat(30), "🚀".repeat(24)],
  [`${"x".repeat(23)} y`, "x".repeat(23)],
  ["\u0301\u0308accents first", "accents first"],
])("[R20] a name is one line of plain text, 24 characters at most: %j", (given, kept) => {
  expect(cleanName(given)).toBe(kept);
});

test.each([
  ["marks of direction", "\u200f\u0007"],
  ["joiners and word joiners", "\u200b\u200c\u200d\u2060"],
  ["Hangul fillers", "\u115f\u1160\u3164\uffa0"],
  ["Braille blanks", "\u2800\u2800"],
  ["soft hyphens and grapheme joiners", "\u00ad\u034f"],
  ["tags", "\u{e0041}\u{e0061}"],
  ["every width of space", "\u00a0\u1680\u2000\u2003\u200a\u202f\u205f\u3000"],
  ["accents on nothing", "\u0301\u0302"],
  ["a null notehead and an object", "\u{1d159}\ufffc"],
  ["nothing", ""],
])("[R20] a name of %s is none", (_what, given) => {
  expect(cleanName(given)).toBe("");
});

test("[R20] no default-ignorable code point is left in a name, alone or within it", () => {
  const isIgnorable = /\p{Default_Ignorable_Code_Point}/u;
  let count = 0;
  for (let point = 0; point <= 0x10ffff; point++) {
    const character = String.fromCodePoint(point);
    if (!isIgnorable.test(character)) continue;
    count += 1;
    const what = `U+${point.toString(16)}`;
    expect(cleanName(character), what).toBe("");
    expect(cleanName(`No${character}va`), what).toBe("Nova");
  }
  expect(count).toBeGreaterThan(4000);
});

test.each([
  ["a variation selector", "Nova", "No\ufe0fva"],
  ["NFC and NFD", "Zoë", "Zoe\u0308"],
  ["a joiner between letter and mark", "Zoë", "Zoe\u200d\u0308"],
  ["a blank at the end", "Nova", "Nova\u2800"],
  ["Hangul as jamo", "한", "\u1112\u1161\u11ab"],
])("[R20] twins by %s are one name", (_what, one, other) => {
  expect(cleanName(other)).toBe(cleanName(one));
});

test("[R20] cleaning any cleaned name changes nothing", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 64 }), (given) => {
      const name = cleanName(given);
      expect(cleanName(name)).toBe(name);
      expect(name.normalize("NFC")).toBe(name);
      expect(Array.from(name).length).toBeLessThanOrEqual(24);
    }),
    { numRuns: 300 },
  );
});
