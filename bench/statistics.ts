/** Median, spread and regression line of repeated measurements. Pure. */

export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly count: number;
}

/** The quantile at `share` (0 to 1), interpolated between neighbouring values (R's type 7). It is NaN for an empty list. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? below;
  return below + (above - below) * (at - Math.floor(at));
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export const summaryOf = (values: readonly number[]): Summary => ({
  median: median(values),
  min: Math.min(...values),
  max: Math.max(...values),
  count: values.length,
});

export interface RegressionLine {
  readonly slope: number;
  /** Standard error of the slope, if the errors of the points are independent. */
  readonly slopeError: number;
  readonly intercept: number;
}

/** Least squares through at least three points `[x, y]`. @throws RangeError for fewer, or all at one x. */
export function linearRegression(points: readonly (readonly [number, number])[]): RegressionLine {
  const count = points.length;
  if (count < 3) throw new RangeError(`a line with an error needs three points, not ${count}`);
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / count;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / count;
  const spreadX = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  if (spreadX === 0) throw new RangeError("all points are at one x");
  const slope = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / spreadX;
  const intercept = meanY - slope * meanX;
  const residual = points.reduce((sum, [x, y]) => sum + (y - intercept - slope * x) ** 2, 0);
  return { slope, slopeError: Math.sqrt(residual / (count - 2) / spreadX), intercept };
}
