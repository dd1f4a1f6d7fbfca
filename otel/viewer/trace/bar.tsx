/** A span's bar, its clock error, and the wire that led to it. */
import "./bar.css";
import { durationLabel } from "../axis.ts";
import { clockErrorMs } from "../clock.ts";
import type { Span } from "../otlp.ts";
import { transportColour, transportOf } from "../participants.ts";
import { hopTo, shown } from "./model.ts";
import { narrow } from "./rowWindow.ts";
import { shareOf } from "./zoom.ts";

/** Kept inside the axis, so that a bar far outside of a zoom is not millions of pixels wide. */
const within = (share: number): number => Math.max(-0.01, Math.min(1.01, share));
const percent = (share: number): string => `${(share * 100).toFixed(3)}%`;
const stretch = (fromMs: number, toMs: number): { left: string; width: string } => {
  const from = within(shareOf(fromMs, shown.value));
  const to = within(shareOf(toMs, shown.value));
  return { left: percent(from), width: percent(Math.max(0, to - from)) };
};

/** After the bar if there is room, else before it, else on it. */
function labelPlace(
  from: number,
  to: number,
): { class: string; style: { left?: string; right?: string } } {
  const room = narrow.value ? 0.7 : 0.8;
  if (to < room) return { class: "bar-label", style: { left: percent(to) } };
  if (from > 1 - room) return { class: "bar-label", style: { right: percent(1 - from) } };
  return { class: "bar-label bar-label-on", style: { right: percent(Math.max(0, 1 - to)) } };
}

function Wire({ span }: { readonly span: Span }) {
  const hop = hopTo.value.get(span.spanId);
  return hop && hop.networkMs > 0 ? (
    <span class="bar-wire" style={stretch(hop.from.endMs, span.startMs)} />
  ) : null;
}

export function Bar({ span }: { readonly span: Span }) {
  const { startMs, endMs } = span;
  const [from, to] = [shareOf(startMs, shown.value), shareOf(endMs, shown.value)];
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
  const label = labelPlace(within(from), within(to));
  return (
    <span class="bar-lane" style={{ "--colour": colour }} aria-hidden="true">
      <Wire span={span} />
      <span
        class={span.kind === "internal" ? "bar bar-internal" : "bar"}
        style={stretch(startMs, endMs)}
      />
      {errorMs > 0 && (
        <>
          <span class="bar-whisker" style={stretch(startMs - errorMs, startMs + errorMs)} />
          <span class="bar-whisker" style={stretch(endMs - errorMs, endMs + errorMs)} />
        </>
      )}
      <span class={`${label.class} number`} style={label.style}>
        {durationLabel(endMs - startMs)} <span class="bar-start">at {durationLabel(startMs)}</span>
      </span>
    </span>
  );
}
