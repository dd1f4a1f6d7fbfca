/** The section of the README that the bench writes, and its place. Pure. */
import type { Results } from "./main.ts";
import { markdownTable } from "./table.ts";

const begin = "<!-- bench:begin -->";
const end = "<!-- bench:end -->";

/** The file with `section` between its markers. @throws Error for a file without them. */
export function withSection(readme: string, section: string): string {
  const from = readme.indexOf(begin);
  const to = readme.indexOf(end);
  if (from === -1 || to < from) throw new Error(`README.md has no ${begin} … ${end}`);
  return `${readme.slice(0, from + begin.length)}\n\n${section.trim()}\n\n${readme.slice(to)}`;
}

/** Titles, tables, and how each was measured. */
export function markdown({ machine, measured }: Results): string {
  const latest =
    measured
      .map(({ date }) => date)
      .toSorted()
      .at(-1) ?? "";
  const others = Math.max(0, ...measured.map(({ otherCores }) => otherCores));
  const busy =
    others > 0.2
      ? ` Other programs kept up to ${others.toFixed(1)} cores busy meanwhile: times are upper bounds, ratios suffer less.`
      : "";
  const sections = measured.map(({ title, date, method, figures }) => {
    const of = date === latest ? "" : ` (of ${date})`;
    return `### ${title}${of}\n\n${markdownTable(figures)}\n\n${method}`;
  });
  const head =
    `Made by \`npm run bench -- --write-readme\` on ${latest}: ${machine}.${busy} Medians of repeated runs with their ` +
    `spread; ratios are against a baseline of the same run. ✓ and ✗ compare the median with its target.`;
  return [head, ...sections].join("\n\n");
}
