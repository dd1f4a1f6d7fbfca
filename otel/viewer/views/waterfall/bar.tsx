/** A span's bar, its clock error, and the network time before it. */
import "./bar.css";
import { durationLabel } from "../../axis.ts";
import { clockErrorMs } from "../../clock-error.ts";
import type { Span } from "../../otlp.ts";
import { transportColour, transportOf } from "../../participants.ts";
import { useTrace } from "../../trace/use-trace.ts";
import { useLayout } from "./waterfall-layout.ts";
import { shareOf, type TimeRange } from "../../trace/time-range.ts";

/** Clamped to the axis, so that a bar far outside of a zoom is not millions of pixels wide. */
const clampToAxis = (share: number): number => Math.max(-0.01, Math.min(1.01, share));
const percent = (share: number): string => `${(share * 100).toFixed(3)}%`;
const barStyle = (fromMs: number, toMs: number, visible: TimeRange) => {
  const from = clampToAxis(shareOf(fromMs, visible));
  const to = clampToAxis(shareOf(toMs, visible));
  return { left: percent(from), width: percent(Math.max(0, to - from)) };
};

/** Wide enough for `12.4 ms at 46.5 ms` in the labels' type. */
const labelPx = 150;

/** The label is after the bar and its whisker if there is room, else before them, else on the bar. */
function labelPosition(
  from: number,
  to: number,
  innerEnd: number,
  axisWidthPx: number,
): { class: string; style: { left?: string; right?: string } } {
  const room = labelPx / Math.max(1, axisWidthPx);
  if (to + room < 1) return { class: "bar-label", style: { left: percent(to) } };
  if (from > room)
    return { class: "bar-label bar-label-before", style: { right: percent(1 - from) } };
  return { class: "bar-label bar-label-on", style: { right: percent(Math.max(0, 1 - innerEnd)) } };
}

/** The clock error at both ends; a span shorter than its error has one whisker for both. */
function Whiskers({ span, errorMs }: { readonly span: Span; readonly errorMs: number }) {
  const visible = useTrace().visibleRange.value;
  const { startMs, endMs } = span;
  if (errorMs <= 0) return null;
  if (endMs - startMs < errorMs * 2) {
    return (
      <span class="bar-whisker" style={barStyle(startMs - errorMs, endMs + errorMs, visible)} />
    );
  }
  return (
    <>
      <span class="bar-whisker" style={barStyle(startMs - errorMs, startMs + errorMs, visible)} />
      <span class="bar-whisker" style={barStyle(endMs - errorMs, endMs + errorMs, visible)} />
    </>
  );
}

function Wire({ span }: { readonly span: Span }) {
  const { hopTo, visibleRange } = useTrace();
  const hop = hopTo.value.get(span.spanId);
  return hop && hop.networkMs > 0 ? (
    <span class="bar-wire" style={barStyle(hop.from.endMs, span.startMs, visibleRange.value)} />
  ) : null;
}

export function Bar({ span }: { readonly span: Span }) {
  const visible = useTrace().visibleRange.value;
  const { axisWidthPx } = useLayout();
  const { startMs, endMs } = span;
  const [from, to] = [shareOf(startMs, visible), shareOf(endMs, visible)];
  const colour = span.error === undefined ? transportColour(transportOf(span)) : "var(--danger)";
  if (to < 0 || from > 1) {
    return (
      <span
        class={to < 0 ? "bar-away" : "bar-away bar-away-right"}
        style={{ "--colour": colour }}
        aria-hidden="true"
      >
        {to < 0 ? "‹" : "›"}
      </span>
    );
  }
  const errorMs = clockErrorMs(span);
  const label = labelPosition(
    clampToAxis(shareOf(startMs - errorMs, visible)),
    clampToAxis(shareOf(endMs + errorMs, visible)),
    clampToAxis(shareOf(Math.max(startMs, endMs - errorMs), visible)),
    axisWidthPx.value,
  );
  return (
    <span class="bar-lane" style={{ "--colour": colour }} aria-hidden="true">
      <Wire span={span} />
      <span
        class={span.kind === "internal" ? "bar bar-internal" : "bar"}
        style={barStyle(startMs, endMs, visible)}
      />
      <Whiskers span={span} errorMs={errorMs} />
      <span class={`${label.class} number`} style={label.style}>
        {durationLabel(endMs - startMs)} <span class="bar-start">at {durationLabel(startMs)}</span>
      </span>
    </span>
  );
}
