/**
 * Which transport to dial next, and why. Pure: the session tells it what is the case, it answers what to do.
 *
 * Auto starts on what opens at once, climbs to what flies best, falls back when that fails or goes silent, and climbs
 * again after a while. A transport that the player chose is left only when it is gone.
 */
import type { TransportName } from "#transport";

export interface FallbackState {
  readonly chosen: TransportName | "auto";
  /** What is spoken on; undefined when no link is open. */
  readonly current: TransportName | undefined;
  readonly dialing: TransportName | undefined;
  /** What this page and this server have between them. */
  readonly dialable: ReadonlySet<TransportName>;
  /** Since when nothing has been heard on the current link, ms. */
  readonly idleMs: number;
  readonly failures: ReadonlyMap<TransportName, Failures>;
  readonly nowMs: number;
}
export interface Failures {
  /** In a row. */
  readonly count: number;
  readonly lastMs: number;
}
export interface DialPlan {
  readonly transport: TransportName;
  readonly why: "join" | "climb" | "silent" | "lost" | "chosen" | "codec";
  /** How long to wait for the welcome, where that is less than usual. */
  readonly timeoutMs?: number;
}

/** Best first. */
export const tiers: readonly TransportName[] = ["webrtc", "socketio", "socketio-polling"];
/**
 * What is dialed while nothing is open. A WebSocket opens at once nearly everywhere; where a proxy blocks its upgrade, plain
 * HTTP is left; and nobody waits for WebRTC's six round trips.
 */
const initialTiers: readonly TransportName[] = ["socketio", "socketio-polling", "webrtc"];
/** A proxy may swallow an upgrade without a word; a player should fly before this and another dial make two seconds. */
const initialDialTimeoutMs = 1200;

/** Snapshots come 10 to 60 times a second and pongs twice: a second of nothing is an outage. */
export const idleTimeoutMs = 1000;
/** TCP stands still while it recovers, and resumes: it gets more patience before it is dialed anew. */
const streamIdleTimeoutMs = 3000;
const upgradeBackoffMs = [0, 5000, 10_000, 20_000, 30_000];
const redialBackoffMs = [0, 250, 500, 1000, 2000, 4000];

const backoffMs = (steps: readonly number[], failures: Failures | undefined): number =>
  steps[Math.min(failures?.count ?? 0, steps.length - 1)] ?? 0;

const isBackoffOver = (
  state: FallbackState,
  name: TransportName,
  steps: readonly number[],
): boolean => {
  const failures = state.failures.get(name);
  return !failures || state.nowMs - failures.lastMs >= backoffMs(steps, failures);
};

export function nextDial(state: FallbackState): DialPlan | undefined {
  const { chosen, current, dialing, idleMs: silentMs } = state;
  if (dialing) return undefined;
  if (!current) return reopen(state);
  if (chosen !== "auto") {
    if (chosen === current)
      return silentMs > streamIdleTimeoutMs ? fallBack(state, current) : undefined;
    return isBackoffOver(state, chosen, upgradeBackoffMs)
      ? { transport: chosen, why: "chosen" }
      : undefined;
  }
  const at = tiers.indexOf(current);
  if (silentMs > (current === tiers[0] ? idleTimeoutMs : streamIdleTimeoutMs))
    return fallBack(state, current);
  const better = tiers
    .slice(0, Math.max(at, 0))
    .find((name) => state.dialable.has(name) && isBackoffOver(state, name, upgradeBackoffMs));
  return better && silentMs < idleTimeoutMs ? { transport: better, why: "climb" } : undefined;
}

/** Nothing is open: what the player chose if it can be had, else whatever opens. */
function reopen(state: FallbackState): DialPlan | undefined {
  const { chosen } = state;
  const why = state.failures.size === 0 ? "join" : "lost";
  if (chosen !== "auto" && (state.failures.get(chosen)?.count ?? 0) < 2) {
    return isBackoffOver(state, chosen, redialBackoffMs) ? { transport: chosen, why } : undefined;
  }
  const opener = fewestFailures(state, initialTiers);
  if (!opener || !isBackoffOver(state, opener, redialBackoffMs)) return undefined;
  const plan = { transport: opener, why } as const;
  // A second try, or WebRTC's many round trips, deserve the usual patience.
  if (state.failures.has(opener) || opener === tiers[0]) return plan;
  return { ...plan, timeoutMs: initialDialTimeoutMs };
}

/** Beside the silent link: a rung below it, or a stream anew; what has failed least. */
function fallBack(state: FallbackState, current: TransportName): DialPlan | undefined {
  const at = tiers.indexOf(current);
  const below = tiers.slice(at + 1);
  const choices = at === 0 ? below : [current, ...(at > 0 ? below : initialTiers)];
  const choice = fewestFailures(state, choices);
  return choice && isBackoffOver(state, choice, redialBackoffMs)
    ? { transport: choice, why: "silent" }
    : undefined;
}

/** Of equals the first; undefined where none can be dialed. */
function fewestFailures(
  { failures, dialable }: FallbackState,
  names: readonly TransportName[],
): TransportName | undefined {
  const count = (name: TransportName): number => failures.get(name)?.count ?? 0;
  return names
    .filter((name) => dialable.has(name))
    .toSorted((a, b) => count(a) - count(b))
    .at(0);
}
