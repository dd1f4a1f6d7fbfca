/**
 * Which link to dial next, and why: a pure function of the link that is wanted, the link that is open and what was tried.
 *
 * Auto joins on the transport that opens first, climbs to the best one, falls back when that fails or goes silent, and
 * climbs again after a pause. A transport that the player chose is left only when it is lost or silent.
 */
import { fallbackTiers as tiers, initialTiers, type TransportName } from "#transport";
import type { LinkSpec, WantedLink } from "./link-spec.ts";

/** The link that messages are sent on. */
export interface ActiveLink {
  readonly spec: LinkSpec;
  /** For how long nothing has been received on it, ms. */
  readonly idleMs: number;
}
export interface Failures {
  /** In a row. */
  readonly count: number;
  readonly lastMs: number;
}
export interface DialHistory {
  /** A dial is under way. */
  readonly isDialing: boolean;
  /** The transports that this page can dial. */
  readonly dialable: ReadonlySet<TransportName>;
  readonly failures: ReadonlyMap<TransportName, Failures>;
  readonly nowMs: number;
}
export interface DialPlan {
  readonly spec: LinkSpec;
  readonly why: "join" | "climb" | "silent" | "lost" | "chosen" | "codec" | "route";
  /** How long to wait for the welcome, where that is less than usual. */
  readonly timeoutMs?: number;
}

/** A plan before codec and route, which are always the wanted ones. */
interface TransportPlan {
  readonly transport: TransportName;
  readonly why: DialPlan["why"];
  readonly timeoutMs?: number;
}

/** A proxy may swallow an upgrade without an answer; this dial and the next one should fit into two seconds. */
const initialDialTimeoutMs = 1200;

/** Snapshots come 10 to 60 times a second and pongs twice: a second without either is an outage. */
export const idleTimeoutMs = 1000;
/** TCP stalls while it recovers, and resumes: it gets more time before it is dialed again. */
const streamIdleTimeoutMs = 3000;
const upgradeBackoffMs = [0, 5000, 10_000, 20_000, 30_000];
const redialBackoffMs = [0, 250, 500, 1000, 2000, 4000];
/** After a failed dial for another codec or route the next one waits for this long. */
const respecBackoffMs = 2000;

export function nextDial(
  wanted: WantedLink,
  active: ActiveLink | undefined,
  history: DialHistory,
): DialPlan | undefined {
  if (history.isDialing) return undefined;
  const { codec, route } = wanted;
  const chosen =
    wanted.transport !== "auto" && history.dialable.has(wanted.transport)
      ? wanted.transport
      : "auto";
  const plan = active
    ? (otherTransport(chosen, active, history) ?? sameTransport(wanted, active, history))
    : reopen(chosen, history);
  if (!plan) return undefined;
  const { transport, ...rest } = plan;
  return { spec: { transport, codec, route }, ...rest };
}

/** A better, a chosen or a safer transport than the one that is open. */
function otherTransport(
  chosen: TransportName | "auto",
  { spec, idleMs }: ActiveLink,
  history: DialHistory,
): TransportPlan | undefined {
  const { transport } = spec;
  if (chosen !== "auto" && chosen !== transport)
    return isBackoffOver(history, chosen, upgradeBackoffMs)
      ? { transport: chosen, why: "chosen" }
      : undefined;
  const isBest = chosen === "auto" && transport === tiers[0];
  if (idleMs > (isBest ? idleTimeoutMs : streamIdleTimeoutMs)) return fallBack(transport, history);
  if (chosen !== "auto" || idleMs >= idleTimeoutMs) return undefined;
  const better = tiers
    .slice(0, Math.max(tiers.indexOf(transport), 0))
    .find((name) => history.dialable.has(name) && isBackoffOver(history, name, upgradeBackoffMs));
  return better && { transport: better, why: "climb" };
}

/** The transport that is open, with another codec or over another route: the hello of a fresh link asks for them. */
function sameTransport(
  { codec, route }: WantedLink,
  { spec }: ActiveLink,
  { failures, dialable, nowMs }: DialHistory,
): TransportPlan | undefined {
  const { transport } = spec;
  if (spec.codec === codec && spec.route === route) return undefined;
  const failed = failures.get(transport);
  if (!dialable.has(transport) || (failed && nowMs - failed.lastMs < respecBackoffMs))
    return undefined;
  return { transport, why: spec.route === route ? "codec" : "route" };
}

/** No link is open: the chosen transport until it failed twice, else whatever opens. */
function reopen(chosen: TransportName | "auto", history: DialHistory): TransportPlan | undefined {
  const { failures } = history;
  const why = failures.size === 0 ? "join" : "lost";
  if (chosen !== "auto" && (failures.get(chosen)?.count ?? 0) < 2)
    return isBackoffOver(history, chosen, redialBackoffMs) ? { transport: chosen, why } : undefined;
  const transport = fewestFailures(history, initialTiers);
  if (!transport || !isBackoffOver(history, transport, redialBackoffMs)) return undefined;
  // A second try, and WebRTC's many round trips, get the usual time.
  const isUsual = failures.has(transport) || transport === tiers[0];
  return isUsual ? { transport, why } : { transport, why, timeoutMs: initialDialTimeoutMs };
}

/** Beside the silent link: a lower tier, or a new link of a stream; of these the one that failed least. */
function fallBack(silent: TransportName, history: DialHistory): TransportPlan | undefined {
  const tier = tiers.indexOf(silent);
  const below = tiers.slice(tier + 1);
  const choices = tier === 0 ? below : [silent, ...(tier > 0 ? below : initialTiers)];
  const transport = fewestFailures(history, choices);
  return transport && isBackoffOver(history, transport, redialBackoffMs)
    ? { transport, why: "silent" }
    : undefined;
}

function isBackoffOver(
  { failures, nowMs }: DialHistory,
  name: TransportName,
  backoffMs: readonly number[],
): boolean {
  const failed = failures.get(name);
  if (!failed) return true;
  return nowMs - failed.lastMs >= (backoffMs[Math.min(failed.count, backoffMs.length - 1)] ?? 0);
}

/** The first of those with the fewest failures; undefined where none can be dialed. */
function fewestFailures(
  { failures, dialable }: DialHistory,
  names: readonly TransportName[],
): TransportName | undefined {
  const count = (name: TransportName): number => failures.get(name)?.count ?? 0;
  return names
    .filter((name) => dialable.has(name))
    .toSorted((a, b) => count(a) - count(b))
    .at(0);
}
