import { expect, test } from "vitest";
import { formatNumber } from "./format-number.ts";
import { markdownTable, rowOf, terminalTable } from "./table.ts";

const tick = {
  what: "a tick",
  unit: "ms",
  values: [0.3, 0.2, 0.4],
  baseline: { what: "a clone", values: [0.6] },
  target: 1,
};

test("a number has three significant digits, and more if its whole part is longer", () => {
  expect([0, 0.01234, 1.234, 12.34, 123.4, 1234.5, -3.21].map(formatNumber)).toEqual([
    "0",
    "0.0123",
    "1.23",
    "12.3",
    "123",
    "1235",
    "-3.21",
  ]);
});

test("a row shows the median, the spread, the baseline, the ratio to it and the target", () => {
  expect(rowOf(tick)).toEqual([
    "a tick",
    "0.300 ms",
    "0.200–0.400 ms of 3",
    "a clone: 0.600 ms",
    "0.500 ×",
    "≤ 1.00 ms ✓",
  ]);
});

test("a missed target has a cross, and a target of a figure that was not measured has no mark", () => {
  expect(rowOf({ ...tick, values: [2] }).at(-1)).toBe("≤ 1.00 ms ✗");
  const absent = { what: "x", unit: "ms", values: [], target: 1, note: "not measured: no browser" };
  expect(rowOf(absent)).toEqual(["x", "not measured: no browser", "–", "–", "–", "≤ 1.00 ms"]);
});

test("a ratio below a tenth is shown as its inverse", () => {
  const row = rowOf({ ...tick, baseline: { what: "JSON", values: [12] } });
  expect(row[4]).toBe("1/40.0");
});

test("a slope shows its standard error, and a single value shows 'one run'", () => {
  expect(rowOf({ what: "heap", unit: "MB/h", values: [3], error: 2 })[2]).toBe("± 2.00 MB/h");
  expect(rowOf({ what: "once", unit: "ms", values: [3] })[2]).toBe("one run");
});

test("columns of a terminal table are aligned, and notes follow below", () => {
  const figures = [tick, { what: "long name", unit: "ms", values: [1], note: "of a kind" }];
  const [head = "", ...lines] = terminalTable(figures).split("\n");
  expect(lines.slice(0, 2).map((line) => line.search(/\d/))).toEqual([
    head.indexOf("median"),
    head.indexOf("median"),
  ]);
  expect(lines.at(-1)).toBe("  long name: of a kind");
});

test("all lines of a Markdown table have the same length", () => {
  const widths = markdownTable([tick])
    .split("\n")
    .map((line) => line.length);
  expect(new Set(widths).size).toBe(1);
});
