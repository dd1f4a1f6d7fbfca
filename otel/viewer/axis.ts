/** Times as people read them: round ticks for an axis (1, 2 or 5 times a power of ten) and durations in ns, µs, ms, s. */

export interface Tick {
  readonly atMs: number;
  readonly label: string;
}

const units = [
  { name: "s", ms: 1000 },
  { name: "ms", ms: 1 },
  { name: "µs", ms: 1e-3 },
  { name: "ns", ms: 1e-6 },
] as const;

/** The smallest round step of which at most `most` cover `rangeMs`. */
export function niceStepMs(rangeMs: number, maxSteps: number): number {
  const least = rangeMs / Math.max(1, maxSteps);
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((each) => each * power >= least * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** Ticks inside [fromMs, toMs]. All labels share one unit, and as many decimals as their step needs. */
export function ticksOf(fromMs: number, toMs: number, maxTicks: number): Tick[] {
  const rangeMs = toMs - fromMs;
  if (!(rangeMs > 0)) return [];
  const stepMs = niceStepMs(rangeMs, maxTicks);
  const largest = Math.max(Math.abs(fromMs), Math.abs(toMs));
  const unit = units.find((each) => largest >= each.ms) ?? units[3];
  const decimals = Math.max(0, -Math.floor(Math.log10(stepMs / unit.ms) + 1e-9));
  const ticks: Tick[] = [];
  const first = Math.ceil(fromMs / stepMs - 1e-9);
  // Multiples of the step: repeated addition would let the rounding error grow along the axis.
  for (let step = first; step * stepMs <= toMs + stepMs * 1e-9; step++) {
    const atMs = step * stepMs;
    ticks.push({
      atMs,
      label: step === 0 ? "0" : `${(atMs / unit.ms).toFixed(decimals)} ${unit.name}`,
    });
  }
  return ticks;
}

/** Three significant digits at most: `412 µs`, `1.24 ms`, `84.3 ms`, `2.05 s`, `3 min 5 s`. */
export function durationLabel(ms: number): string {
  if (!Number.isFinite(ms)) return "–";
  const size = Math.abs(ms);
  if (size < 5e-7) return "0";
  if (size >= 60_000) {
    const seconds = Math.round(size / 1000);
    return `${ms < 0 ? "−" : ""}${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  }
  // 0.9996 ms rounds to 1000 µs, so it is written in the larger unit.
  const unit = units.find((each) => size >= each.ms * 0.9995) ?? units[3];
  const value = size / unit.ms;
  const decimals = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  const digits = value
    .toFixed(decimals)
    .replace(/\.0+$/, "")
    .replace(/(\.\d*?)0+$/, "$1");
  return `${ms < 0 ? "−" : ""}${digits} ${unit.name}`;
}

/** `1.5ms`, `250us`, `2s` or a bare number of ms, as people type it -> ms; undefined if it is none of these. */
export function msFrom(typed: string): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(ns|us|µs|ms|s|m)?\s*$/.exec(typed);
  if (!match) return undefined;
  const factors: Record<string, number> = {
    ns: 1e-6,
    us: 1e-3,
    µs: 1e-3,
    ms: 1,
    s: 1000,
    m: 60_000,
  };
  return Number(match[1]) * (factors[match[2] ?? "ms"] ?? 1);
}
