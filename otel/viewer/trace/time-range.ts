/** The visible part of the time axis, in ms since the trace began. Every result stays inside the whole. */

export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A nanosecond, the resolution of a span's times. */
const shortestMs = 1e-6;

const lengthMs = (range: TimeRange): number => range.toMs - range.fromMs;

/** The position of a time in a range, 0 to 1 inside it. */
export const shareOf = (atMs: number, range: TimeRange): number =>
  (atMs - range.fromMs) / lengthMs(range);
export const timeAt = (share: number, range: TimeRange): number =>
  range.fromMs + share * lengthMs(range);

/** The range between two times, inside the whole; undefined if it is empty. */
export function rangeBetween(
  oneMs: number,
  otherMs: number,
  whole: TimeRange,
): TimeRange | undefined {
  const fromMs = Math.max(whole.fromMs, Math.min(oneMs, otherMs));
  const toMs = Math.min(whole.toMs, Math.max(oneMs, otherMs));
  return toMs - fromMs >= shortestMs ? { fromMs, toMs } : undefined;
}

/** A range scaled around its middle: 0.5 zooms in. Undefined where it would be the whole. */
export function scaled(range: TimeRange, factor: number, whole: TimeRange): TimeRange | undefined {
  const length = Math.max(shortestMs, lengthMs(range) * factor);
  if (length >= lengthMs(whole)) return undefined;
  const middle = (range.fromMs + range.toMs) / 2;
  return shifted({ fromMs: middle - length / 2, toMs: middle + length / 2 }, 0, whole);
}

/** A range moved by a share of its length. It keeps its length and stops at either end of the whole. */
export function shifted(range: TimeRange, share: number, whole: TimeRange): TimeRange {
  const length = lengthMs(range);
  const fromMs = Math.max(
    whole.fromMs,
    Math.min(whole.toMs - length, range.fromMs + share * length),
  );
  return { fromMs, toMs: fromMs + length };
}
