/** A peer's ship at one moment, from its own reports. */
import type { DrawnShip } from "./interpolation.ts";
import type { PeerReport } from "./peer-report.ts";

/** Reports that are further apart than this are not interpolated. */
const maxReportGapMs = 250;
/** Beyond the last report a ship flies on for this long. */
const maxExtrapolationMs = 100;

type PeerMotion = Pick<
  DrawnShip,
  "x" | "y" | "aimTurns" | "speed" | "thrusting" | "shielded" | "dashing"
>;

/** `reports` are of one ship, oldest first. Undefined where they do not cover `tick`, or the ship did not fly then. */
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
  // Faster than any ship: it returned after a burst.
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
