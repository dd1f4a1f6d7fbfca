/**
 * What the clocks allow us to say. Browser spans are stamped in server time, right to within `clock.error_ms`
 * (half the best round trip). A child that seems to start before its parent is marked and never moved: moving it would
 * hide the very network time that the trace is there to show.
 */
import { attribute } from "#protocol/tracing";
import { numberAt, type Span } from "./otlp.ts";

export type ClockMark =
  /** The order is as one expects. */
  | { readonly verdict: "plausible" }
  /** Starts before its parent, by less than the two clocks may be wrong together. */
  | { readonly verdict: "within-error"; readonly earlyMs: number; readonly allowedMs: number }
  /** Starts before its parent by more than the clocks explain: a bug, or a clock that jumped. */
  | { readonly verdict: "beyond-error"; readonly earlyMs: number; readonly allowedMs: number };

/** How far this span's times may be off, either way; 0 for the server, whose clock is the reference. */
export const clockErrorMs = (span: Span): number =>
  Math.max(0, numberAt(span.attributes, attribute.clockErrorMs) ?? 0);

const sameClock = (one: Span, other: Span): boolean =>
  one.service === other.service && one.instance === other.instance;

/** How far the distance between two spans may be off: nothing on one clock, else both errors together. */
export const errorBetweenMs = (one: Span, other: Span): number =>
  sameClock(one, other) ? 0 : clockErrorMs(one) + clockErrorMs(other);

export function clockMark(span: Span, parent: Span | undefined): ClockMark {
  if (!parent || span.startMs >= parent.startMs) return { verdict: "plausible" };
  const earlyMs = parent.startMs - span.startMs;
  const allowedMs = errorBetweenMs(span, parent);
  return { verdict: earlyMs <= allowedMs ? "within-error" : "beyond-error", earlyMs, allowedMs };
}
