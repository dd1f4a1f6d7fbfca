/** The sentence for a span that seems to start before its parent. */
import { durationLabel } from "../axis.ts";
import type { ClockVerdict } from "../clock-error.ts";

export function clockText(mark: ClockVerdict): string | undefined {
  if (mark.verdict === "plausible") return undefined;
  const early = `Starts ${durationLabel(mark.earlyMs)} before its parent`;
  return mark.verdict === "within-error"
    ? `${early}: within the clocks' error of ±${durationLabel(mark.allowedMs)}. Shown as measured, not moved.`
    : `${early}: more than the clocks' error of ±${durationLabel(mark.allowedMs)} explains. Shown as measured, not moved.`;
}
