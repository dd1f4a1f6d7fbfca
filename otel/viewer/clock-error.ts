/**
 * Tells whether the clock error explains that a span starts before its parent. Browser spans have server times that are accurate
 * to within `clock.error_ms` (half the best round trip). Such a child is marked and not moved: moving it would hide the network time.
 */
import { attribute } from "#protocol/tracing";
import { numberAt, type Span } from "./otlp.ts";

export type ClockVerdict =
  /** It does not start before its parent, or it has no parent. */
  | { readonly verdict: "plausible" }
  /** It starts before its parent, by no more than both clock errors together. */
  | { readonly verdict: "within-error"; readonly earlyMs: number; readonly allowedMs: number }
  /** It starts before its parent by more than the clock errors: a bug, or a clock that jumped. */
  | { readonly verdict: "beyond-error"; readonly earlyMs: number; readonly allowedMs: number };

/** How far this span's times may be off in either direction; 0 for the server, whose clock is the reference. */
export const clockErrorMs = (span: Span): number =>
  Math.max(0, numberAt(span.attributes, attribute.clockErrorMs) ?? 0);

const sameClock = (one: Span, other: Span): boolean =>
  one.service === other.service && one.instance === other.instance;

/** How far the time between two spans may be off: 0 on one clock, else both errors together. */
export const errorBetweenMs = (one: Span, other: Span): number =>
  sameClock(one, other) ? 0 : clockErrorMs(one) + clockErrorMs(other);

export function clockVerdict(span: Span, parent: Span | undefined): ClockVerdict {
  if (!parent || span.startMs >= parent.startMs) return { verdict: "plausible" };
  const earlyMs = parent.startMs - span.startMs;
  const allowedMs = errorBetweenMs(span, parent);
  return { verdict: earlyMs <= allowedMs ? "within-error" : "beyond-error", earlyMs, allowedMs };
}
