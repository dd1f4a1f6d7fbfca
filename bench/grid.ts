/** The same figures of several things: a row for each thing, a column for each figure. Pure. */
import type { Figure } from "./figure.ts";
import { formatNumber } from "./format-number.ts";
import { median } from "./statistics.ts";

/** The median, then its baseline in brackets, then their ratio where it has a target. */
function cellOf({ values, baseline, target, targetRatio }: Figure): string {
  if (values.length === 0) return "–";
  const middle = median(values);
  const words = [formatNumber(middle)];
  if (baseline) words.push(`(${formatNumber(median(baseline.values))})`);
  if (target !== undefined) words.push(middle <= target ? "✓" : "✗");
  if (baseline && targetRatio !== undefined) {
    const ratio = middle / median(baseline.values);
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
  const baseline = figures.find(({ baseline }) => baseline)?.baseline?.what;
  return baseline === undefined ? of : `${of} (${baseline})`;
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
