/** Figures as text: aligned columns for a terminal, a table for Markdown. Pure. */
import type { Figure } from "./figure.ts";
import { gridOf } from "./grid.ts";
import { formatNumber } from "./format-number.ts";
import { median, summaryOf } from "./statistics.ts";

const heads = ["what", "median", "spread", "baseline of the same run", "ratio", "target"] as const;
type Row = readonly [string, string, string, string, string, string];

/** A ratio below a tenth is shown as its inverse. */
const ratioOf = (value: number, baseline: number): string =>
  value > 0 && value / baseline < 0.1
    ? `1/${formatNumber(baseline / value)}`
    : `${formatNumber(value / baseline)} ×`;

function spreadOf({ values, error, unit }: Figure): string {
  if (error !== undefined) return `± ${formatNumber(error)} ${unit}`;
  const { min: least, max: most, count } = summaryOf(values);
  return count > 1 ? `${formatNumber(least)}–${formatNumber(most)} ${unit} of ${count}` : "one run";
}

/** ✓ and ✗ judge the median, whatever the spread. */
function verdictOf({ values, target, unit }: Figure): string {
  if (target === undefined) return "–";
  const wanted = `≤ ${formatNumber(target)} ${unit}`;
  return values.length === 0 ? wanted : `${wanted} ${median(values) <= target ? "✓" : "✗"}`;
}

export function rowOf(figure: Figure): Row {
  const { what, unit, values, baseline, note } = figure;
  if (values.length === 0) return [what, note ?? "not measured", "–", "–", "–", verdictOf(figure)];
  const middle = median(values);
  const baselineMedian = baseline && median(baseline.values);
  return [
    what,
    `${formatNumber(middle)} ${unit}`,
    spreadOf(figure),
    baseline && baselineMedian !== undefined
      ? `${baseline.what}: ${formatNumber(baselineMedian)} ${unit}`
      : "–",
    baselineMedian === undefined ? "–" : ratioOf(middle, baselineMedian),
    verdictOf(figure),
  ];
}

/** A row of a list says itself why it was not measured; a cell of a grid has no room for that, so a note below says it. */
const notesOf = (figures: readonly Figure[]): string[] =>
  figures.flatMap(({ what, of, note, values }) =>
    note !== undefined && (values.length > 0 || of !== undefined)
      ? [`${of === undefined ? "" : `${of}, `}${what}: ${note}`]
      : [],
  );

function linesOf(figures: readonly Figure[]): readonly (readonly string[])[] {
  const isGrid = figures.some(({ of }) => of !== undefined);
  return isGrid ? gridOf(figures) : [heads, ...figures.map(rowOf)];
}

const widthsOf = (rows: readonly (readonly string[])[]): number[] =>
  (rows[0] ?? []).map((_, column) => Math.max(3, ...rows.map((row) => (row[column] ?? "").length)));

export function terminalTable(figures: readonly Figure[]): string {
  const rows = linesOf(figures);
  const widths = widthsOf(rows);
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return [...lines, ...notesOf(figures).map((note) => `  ${note}`)].join("\n");
}

const cell = (text: string): string => text.replaceAll("|", "\\|");

/** Formatted as oxfmt does: columns padded to one width. */
export function markdownTable(figures: readonly Figure[]): string {
  const rows = linesOf(figures).map((row) => row.map(cell));
  const widths = widthsOf(rows);
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((text, column) => text.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  const [head = [], ...body] = rows;
  const notes = notesOf(figures).map((note) => `- ${note}`);
  const table = [line(head), rule, ...body.map(line)].join("\n");
  return notes.length > 0 ? `${table}\n\n${notes.join("\n")}` : table;
}
