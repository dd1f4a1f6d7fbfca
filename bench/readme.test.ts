import { expect, test } from "vitest";
import { markdown, withSection } from "./readme.ts";

const readme = "# Game\n\n<!-- bench:begin -->\n\nold\n\n<!-- bench:end -->\n\n## Licence\n";

test("only what stands between the markers is replaced, as often as one likes", () => {
  const once = withSection(readme, "new");
  expect(once).toBe(readme.replace("old", "new"));
  expect(withSection(once, "new")).toBe(once);
});

test("a README without the markers is left alone", () => {
  expect(() => withSection("# Game\n", "new")).toThrow("bench:begin");
});

test("an older measure keeps its date, and a busy machine is told of", () => {
  const one = { name: "a", title: "A", method: "So.", tookSeconds: 1, figures: [] };
  const measured = [
    { ...one, date: "2026-11-20", otherCores: 1.5 },
    { ...one, title: "B", date: "2026-11-22", otherCores: 0 },
  ];
  const text = markdown({ machine: "2 cores, Node 26", measured });
  expect(text).toContain("on 2026-11-22: 2 cores, Node 26.");
  expect(text).toContain("up to 1.5 cores busy");
  expect([text.includes("### A (of 2026-11-20)"), text.includes("### B\n")]).toEqual([true, true]);
});
