import * as fc from "fast-check";
import { expect, test } from "vitest";
import { chordOf, nothingDown } from "./chord.ts";

const left = 1;
const right = 2;

test("left down, right down, left up, right up: each is held from its own press to its own release", () => {
  const held: number[] = [];
  let chord = nothingDown;
  for (const buttons of [left, left | right, right, 0]) {
    chord = chordOf(chord, buttons, true);
    held.push(chord.held);
  }
  expect(held).toEqual([left, left | right, right, 0]);
});

test("a press outside of the arena is not held by a later event inside", () => {
  const elsewhere = chordOf(nothingDown, left, false);
  expect(chordOf(elsewhere, left, true).held).toBe(0);
  expect(chordOf(elsewhere, left | right, true).held).toBe(right);
  expect(chordOf(chordOf(elsewhere, 0, true), left, true).held).toBe(left);
});

test("for any sequence of buttons a held button is down, and a button that went down in the arena is held until it comes up", () => {
  const events = fc.array(fc.record({ buttons: fc.nat(63), counts: fc.boolean() }));
  fc.assert(
    fc.property(events, (sequence) => {
      let chord = nothingDown;
      const expected = new Set<number>();
      for (const { buttons, counts } of sequence) {
        for (let bit = 1; bit < 64; bit *= 2) {
          const isFresh = (buttons & bit) !== 0 && (chord.down & bit) === 0;
          if ((buttons & bit) === 0) expected.delete(bit);
          else if (isFresh && counts) expected.add(bit);
        }
        chord = chordOf(chord, buttons, counts);
        expect(chord.held).toBe([...expected].reduce((set, bit) => set | bit, 0));
      }
    }),
  );
});
