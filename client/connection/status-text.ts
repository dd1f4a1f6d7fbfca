/** The status texts of a connection, in plain words; empty when all is well. */
import { type CloseReason, fallbackTiers, transportEntry, type TransportName } from "#transport";
import type { Failures, DialPlan } from "./fallback-policy.ts";
import { labelOf } from "../transport-labels.ts";

/** A link was opened by this plan, beside a link of `old` where one was open. */
export function afterDial(
  { spec, why }: DialPlan,
  old: TransportName | undefined,
  chosen: TransportName | "auto",
  failures: ReadonlyMap<TransportName, Failures>,
): string {
  const [best] = fallbackTiers;
  const { transport } = spec;
  const flying = `flying on ${labelOf(transport)}`;
  if (chosen !== "auto" && chosen !== transport)
    return `${labelOf(chosen)} did not connect: ${flying}`;
  if (why === "silent" && old && old !== transport)
    return `${labelOf(old)} went silent: ${flying}, trying again`;
  if (best && why === "lost" && transport !== best && failures.has(best))
    return `${flying}, trying ${labelOf(best)} again`;
  return "";
}

/** A dial failed while the ship flies on another link. */
export function afterDialFailure(
  dialed: TransportName,
  reason: CloseReason | undefined,
  current: TransportName,
): string {
  // A browser does not say why no packet came back.
  const hint = reason?.code === "incompatible" ? undefined : transportEntry(dialed).noAnswerHint;
  const why = hint ?? reason?.detail ?? "it did not open";
  return `${labelOf(dialed)} did not connect (${why}): flying on ${labelOf(current)}, trying again`;
}

/** The active link has closed, and messages are sent on the one before it again. */
export const afterReturn = (lost: TransportName, current: TransportName): string =>
  `${labelOf(lost)} was lost: flying on ${labelOf(current)}`;

/** No link is left. Where the server closed it, its reason is shown. */
export function afterLoss({ code, detail = "the server is going away" }: CloseReason): string {
  const why = code === "going-away" ? detail : "the connection was lost";
  return `${why.charAt(0).toUpperCase()}${why.slice(1)}; reconnecting`;
}
