/** Formats numbers for players: with a unit, and without digits that mean nothing. */

export function milliseconds(ms: number): string {
  return `${Math.abs(ms) < 10 && !Number.isInteger(ms) ? ms.toFixed(1) : Math.round(ms)} ms`;
}

export function percent(share: number): string {
  const value = share * 100;
  return `${value > 0 && value < 1 ? value.toFixed(1) : Math.round(value)} %`;
}

export function bytesPerSecond(bytes: number): string {
  return bytes < 1000
    ? `${Math.round(bytes)} B/s`
    : `${(bytes / 1000).toFixed(bytes < 100_000 ? 1 : 0)} kB/s`;
}

export const bytes = (count: number): string => `${Math.round(count)} B`;

export function microseconds(us: number): string {
  return `${us > 0 && us < 10 ? us.toFixed(1) : Math.round(us)} µs`;
}

/** Minutes and seconds: 83 -> 1:23. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

export function signed(ms: number): string {
  return `${ms < 0 ? "−" : "+"}${milliseconds(Math.abs(ms))}`;
}
