import fc from "fast-check";
import { expect, test } from "vitest";
import { selectPeers } from "./peer-selection.ts";

const present = fc.uniqueArray(fc.integer({ min: 0, max: 15 }), { minLength: 1 });

test("[C30] of up to nine players each has all others as peers, of more at most eight", () => {
  fc.assert(
    fc.property(present, (seats) => {
      for (const self of seats) {
        const mates = selectPeers(self, seats);
        expect(mates.has(self)).toBe(false);
        expect(mates.size).toBe(Math.min(seats.length - 1, 8));
      }
    }),
  );
});

test("[C30] both ends of a link select each other", () => {
  fc.assert(
    fc.property(present, (seats) => {
      for (const a of seats)
        for (const b of seats)
          expect(selectPeers(a, seats).has(b)).toBe(selectPeers(b, seats).has(a));
    }),
  );
});
