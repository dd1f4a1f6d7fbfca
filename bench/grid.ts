/** Figures that several things have alike: a row for each thing, a column for each figure. Pure. */
import type { Figure } from "./figure.ts";
import { formatNumber } from "./format-number.ts";
import { median } from "./statistics.ts";

/** Ours, then the yardstick in brackets, then how many times that is where a target is set on it. */
function cellOf({ values, baseline, target, targetRatio }: Figure): string {
  if (values.length === 0) return "–";
  const ours = median(values);
  const words = [formatNumber(ours)];
  if (baseline) words.push(`(${formatNumber(median(baseline.values))})`);
  if (target !== undefined) words.push(ours <= target ? "✓" : "✗");
  if (baseline && targetRatio !== undefined) {
    const ratio = ours / median(baseline.values);
    words.push(`${formatNumber(ratio)} × ${ratio <= targetRatio ? "✓" : "✗"}`);
  }
  return words.join(" ");
}

function headOf({ what, unit, target, targetRatio }: Figure): string {
  const wanted = [
    ...(target === undefined ? [] : [`≤ ${target} ${unit}`]),
    ...(targetRatio === undefined ? [] : [`≤ ${targetRatio} ×`]),
  ];
  return [what, unit, ...wanted].join(", ");
}

function titleOf(of: string, figures: readonly Figure[]): string {
  const yard = figures.find(({ baseline }) => baseline)?.baseline?.what;
  return yard === undefined ? of : `${of} (${yard})`;
}

export function gridOf(figures: readonly Figure[]): string[][] {
  const columns = new Map(figures.map((figure) => [figure.what, headOf(figure)]));
  const rows = [...Map.groupBy(figures, ({ of = "" }) => of)].map(([of, its]) => [
    titleOf(of, its),
    ...[...columns.keys()].map((what) => {
      const figure = its.find((one) => one.what === what);
      return figure ? cellOf(figure) : "–";
    }),
  ]);
  return [["", ...columns.values()], ...rows];
}
