/** Where a peer's own reports have its ship at one moment, and whether they reach that far. */
import type { DrawnShip } from "./interpolation.ts";
import type { PeerReport } from "./peer-report.ts";

/** Between two reports that are further apart than this a ship may have flown anywhere. */
const maxReportGapMs = 250;
/** Beyond the last report a ship flies on this long. */
const maxExtrapolationMs = 100;

type PeerMotion = Pick<
  DrawnShip,
  "x" | "y" | "aimTurns" | "speed" | "thrusting" | "shielded" | "dashing"
>;

/** `reports` are of one ship, oldest first. Undefined where they say nothing of `tick`, or that it did not fly there. */
export function interpolateReports(
  reports: readonly PeerReport[],
  tick: number,
  stepMs: number,
): PeerMotion | undefined {
  const after = reports.findIndex((report) => report.tick >= tick);
  const to = after === -1 ? reports.at(-1) : reports[after];
  if (!to?.flying) return undefined;
  if (to.tick === tick) return motionOf(to);
  if (after === -1) return extrapolated(to, ((tick - to.tick) * stepMs) / 1000);
  const from = reports[after - 1];
  if (!from?.flying) return undefined;
  const seconds = ((to.tick - from.tick) * stepMs) / 1000;
  const units = Math.hypot(to.x - from.x, to.y - from.y);
  // Faster than anything flies: it returned, or was put elsewhere.
  if (seconds * 1000 > maxReportGapMs || units > 1024 * seconds) return undefined;
  const share = (tick - from.tick) / (to.tick - from.tick);
  const turn = ((to.aimTurns - from.aimTurns + 1.5) % 1) - 0.5;
  return {
    ...motionOf(to),
    x: from.x + (to.x - from.x) * share,
    y: from.y + (to.y - from.y) * share,
    aimTurns: (from.aimTurns + turn * share + 1) % 1,
  };
}

const motionOf = ({
  x,
  y,
  vx,
  vy,
  aimTurns,
  thrusting,
  shielded,
  dashing,
}: PeerReport): PeerMotion => ({
  x,
  y,
  aimTurns,
  speed: Math.hypot(vx, vy),
  thrusting,
  shielded,
  dashing,
});

function extrapolated(last: PeerReport, seconds: number): PeerMotion {
  const onSeconds = Math.min(seconds, maxExtrapolationMs / 1000);
  return { ...motionOf(last), x: last.x + last.vx * onSeconds, y: last.y + last.vy * onSeconds };
}
