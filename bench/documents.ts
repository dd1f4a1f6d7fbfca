/** What the bench writes: the tables of docs/measurements.md and the headline figures of the README. Pure. */
import type { Figure } from "./figure.ts";
import { formatNumber } from "./format-number.ts";
import type { Results } from "./main.ts";
import { median } from "./statistics.ts";
import { markdownTable } from "./table.ts";

/** A figure that the README shows, and what it says of it there. */
interface Headline {
  readonly measure: string;
  readonly what: string;
  readonly sentence: string;
}

export const headlines: readonly Headline[] = [
  {
    measure: "snapshot",
    what: "a moving ship, all of the body",
    sentence: "a moving ship in a snapshot",
  },
  {
    measure: "cpu",
    what: "Socket.IO, everything traced",
    sentence: "the server with a full room of 16 players, every message traced",
  },
  {
    measure: "first-frame",
    what: "page open to first playable frame",
    sentence: "from opening the page to the first playable frame on localhost",
  },
];

const begin = "<!-- bench:begin -->";
const end = "<!-- bench:end -->";

/** The text of `file` with `section` between its markers. @throws Error for a text without them. */
export function withSection(file: string, text: string, section: string): string {
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from === -1 || to < from) throw new Error(`${file} has no ${begin} … ${end}`);
  return `${text.slice(0, from + begin.length)}\n\n${section.trim()}\n\n${text.slice(to)}`;
}

const amount = (values: readonly number[], unit: string): string =>
  `${formatNumber(median(values))} ${unit}`;

function headlineOf(sentence: string, { values, unit, baseline, note }: Figure): string {
  if (values.length === 0) return `- ${sentence}: ${note ?? "not measured"}`;
  const beside = baseline ? ` (${baseline.what}: ${amount(baseline.values, unit)})` : "";
  return `- **${amount(values, unit)}** ${sentence}${beside}`;
}

/** The headline figures that were measured. */
export function headlineList({ measured }: Results): string {
  return headlines
    .flatMap(({ measure, what, sentence }) => {
      const figures = measured.find(({ name }) => name === measure)?.figures;
      const figure = figures?.find((one) => one.what === what);
      return figure ? [headlineOf(sentence, figure)] : [];
    })
    .join("\n");
}

/** Every measure: its title, its table, and how it was measured. */
export function measurementTables({ machine, measured }: Results): string {
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
    return `## ${title}${of}\n\n${markdownTable(figures)}\n\n${method}`;
  });
  const head =
    `Made by \`npm run bench -- --write-docs\` on ${latest}: ${machine}.${busy} Medians of repeated runs with their ` +
    `spread; ratios are against a baseline of the same run. ✓ and ✗ compare the median with its target.`;
  return [head, ...sections].join("\n\n");
}
