import { expect, test } from "vitest";
import { suggestedName } from "./names.ts";

test("suggested names are two words and fit the field", () => {
  for (let first = 0; first < 1; first += 0.05) {
    for (let second = 0; second < 1; second += 0.05) {
      const draws = [first, second];
      const name = suggestedName(() => draws.shift() ?? 0);
      expect(name.length).toBeLessThanOrEqual(16);
      expect(name).toMatch(/^\w+ \w+$/);
    }
  }
});
