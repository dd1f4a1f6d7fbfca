import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { headlineList, headlines, measurementTables, withSection } from "./documents.ts";
import { measures } from "./measures.ts";

const text = "# Game\n\n<!-- bench:begin -->\n\nold\n\n<!-- bench:end -->\n\n## Licence\n";
const measure = { title: "A", method: "So.", date: "2026-11-22", tookSeconds: 1, otherCores: 0 };

test("only the text between the markers is replaced, and a second time changes nothing", () => {
  const once = withSection("README.md", text, "new");
  expect(once).toBe(text.replace("old", "new"));
  expect(withSection("README.md", once, "new")).toBe(once);
});

test("a file without the markers is refused by its name", () => {
  expect(() => withSection("README.md", "# Game\n", "new")).toThrow("README.md has no <!-- bench:");
});

test("an older measure keeps its date, and the text says how busy the machine was", () => {
  const one = { ...measure, name: "a", figures: [] };
  const measured = [
    { ...one, date: "2026-11-20", otherCores: 1.5 },
    { ...one, title: "B" },
  ];
  const tables = measurementTables({ machine: "2 cores, Node 26", measured });
  expect(tables).toContain("on 2026-11-22: 2 cores, Node 26.");
  expect(tables).toContain("up to 1.5 cores busy");
  expect(tables).toContain("## A (of 2026-11-20)\n");
  expect(tables).toContain("## B\n");
});

test("a headline is a median beside its baseline, and a measure without a result has none", () => {
  const { measure: name, what, sentence } = headlines[0]!;
  const figures = [
    { what: "another figure", unit: "B", values: [1] },
    { what, unit: "B", values: [3, 5, 4], baseline: { what: "JSON", values: [166] } },
  ];
  const measured = [{ ...measure, name, figures }];
  expect(headlineList({ machine: "2 cores", measured })).toBe(
    `- **4.00 B** ${sentence} (JSON: 166 B)`,
  );
});

test("a headline that could not be measured says why", () => {
  const { measure: name, what, sentence } = headlines[2]!;
  const figures = [{ what, unit: "ms", values: [], note: "not measured: no browser" }];
  const measured = [{ ...measure, name, figures }];
  expect(headlineList({ machine: "2 cores", measured })).toBe(
    `- ${sentence}: not measured: no browser`,
  );
});

test("every headline belongs to a measure, and the README's figures are those of docs/measurements.md", () => {
  const names = measures.map(({ name }) => name);
  expect(headlines.filter((headline) => !names.includes(headline.measure))).toEqual([]);
  const read = (file: string): string => readFileSync(`${import.meta.dirname}/../${file}`, "utf8");
  const [, section = ""] = /<!-- bench:begin -->(.*)<!-- bench:end -->/s.exec(read("README.md"))!;
  const shown = [...section.matchAll(/\*\*(.+?)\*\*/g)].map((found) => found[1]!);
  expect(shown).toHaveLength(headlines.length);
  const rows = read("docs/measurements.md").split("\n");
  expect(
    headlines.map(({ what }) =>
      shown.find((figure) =>
        rows.some((row) => row.startsWith(`| ${what}`) && row.includes(` ${figure} `)),
      ),
    ),
  ).toEqual(shown);
});
