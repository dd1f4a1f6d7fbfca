/** What the badge says of a connection, in plain words; nothing when all is well. */
import type { CloseReason, TransportName } from "#transport";
import type { Failures, DialPlan } from "./fallback-policy.ts";
import { tiers } from "./fallback-policy.ts";
import { labelOf } from "../transport-labels.ts";

/** A link was opened for `move`, beside `old` where that was still open. */
export function statusAfterDial(
  move: DialPlan,
  old: TransportName | undefined,
  chosen: TransportName | "auto",
  failures: ReadonlyMap<TransportName, Failures>,
): string {
  const best = tiers[0] ?? "webrtc";
  const flying = `flying on ${labelOf(move.transport)}`;
  if (chosen !== "auto" && chosen !== move.transport)
    return `${labelOf(chosen)} could not be had: ${flying}`;
  if (move.why === "silent" && old && old !== move.transport)
    return `${labelOf(old)} went silent: ${flying}, trying again`;
  if (move.why === "lost" && move.transport !== best && failures.has(best))
    return `${flying}, trying ${labelOf(best)} again`;
  return "";
}

/** A dial failed while the ship flies on another link. */
export function statusAfterDialFailure(
  dialed: TransportName,
  reason: CloseReason | undefined,
  current: TransportName,
): string {
  // A browser does not say why no packet came back; this is the usual cause.
  const blocked = dialed === "webrtc" && reason?.code !== "incompatible";
  const why = blocked ? "UDP may be blocked" : (reason?.detail ?? "it did not open");
  return `${labelOf(dialed)} did not connect (${why}): flying on ${labelOf(current)}, trying again`;
}

/** The link spoken on has closed, and the one before it is still there. */
export const statusAfterReturn = (lost: TransportName, current: TransportName): string =>
  `${labelOf(lost)} was lost: flying on ${labelOf(current)}`;

/** No link is left. A server that hung up says why. */
export function statusAfterLoss({
  code,
  detail = "the server is going away",
}: CloseReason): string {
  const why = code === "going-away" ? detail : "the connection was lost";
  return `${why.charAt(0).toUpperCase()}${why.slice(1)}; reconnecting`;
}
