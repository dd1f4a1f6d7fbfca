/**
 * Which transport to dial next, and why. Pure: the session tells it what is the case, it answers what to do.
 *
 * Auto starts on what opens at once, climbs to what flies best, falls back when that fails or goes silent, and climbs
 * again after a while. A transport that the player chose is left only when it is gone.
 */
import type { TransportName } from "#transport";

export interface LadderState {
  readonly chosen: TransportName | "auto";
  /** What is spoken on; undefined when no link is open. */
  readonly current: TransportName | undefined;
  readonly dialing: TransportName | undefined;
  /** Since when nothing has been heard on the current link, ms. */
  readonly silentMs: number;
  readonly failures: ReadonlyMap<TransportName, Failures>;
  readonly nowMs: number;
}
export interface Failures {
  /** In a row. */
  readonly count: number;
  readonly lastMs: number;
}
export interface Move {
  readonly dial: TransportName;
  readonly why: "join" | "climb" | "silent" | "lost" | "chosen";
}

/** Best first. */
export const rungs: readonly TransportName[] = ["webrtc", "socketio"];
/** Opens at once nearly everywhere; nobody waits for WebRTC's six round trips. */
const firstRung: TransportName = "socketio";

/** Snapshots come 10 to 60 times a second and pongs twice: a second of nothing is an outage. */
export const silentAfterMs = 1000;
/** The last rung has nowhere to fall to, so it gets more patience before it is dialed anew. */
const lastRungSilentMs = 3000;
const climbAgainMs = [0, 5000, 10_000, 20_000, 30_000];
const redialMs = [0, 250, 500, 1000, 2000, 4000];

const pause = (steps: readonly number[], failures: Failures | undefined): number =>
  steps[Math.min(failures?.count ?? 0, steps.length - 1)] ?? 0;

const rested = (state: LadderState, name: TransportName, steps: readonly number[]): boolean => {
  const failures = state.failures.get(name);
  return !failures || state.nowMs - failures.lastMs >= pause(steps, failures);
};

export function nextMove(state: LadderState): Move | undefined {
  const { chosen, current, dialing, silentMs } = state;
  if (dialing) return undefined;
  if (!current) return reopen(state);
  if (chosen !== "auto") {
    if (chosen === current) return silentMs > lastRungSilentMs ? fall(state, current) : undefined;
    return rested(state, chosen, climbAgainMs) ? { dial: chosen, why: "chosen" } : undefined;
  }
  const at = rungs.indexOf(current);
  const last = at === rungs.length - 1;
  if (silentMs > (last ? lastRungSilentMs : silentAfterMs)) return fall(state, current);
  const better = rungs.slice(0, Math.max(at, 0)).find((name) => rested(state, name, climbAgainMs));
  return better && silentMs < silentAfterMs ? { dial: better, why: "climb" } : undefined;
}

/** Nothing is open: what the player chose if it can be had, else whatever opens. */
function reopen(state: LadderState): Move | undefined {
  const { chosen } = state;
  const why = state.failures.size === 0 ? "join" : "lost";
  if (chosen !== "auto" && (state.failures.get(chosen)?.count ?? 0) < 2) {
    return rested(state, chosen, redialMs) ? { dial: chosen, why } : undefined;
  }
  const order = [firstRung, ...rungs.filter((name) => name !== firstRung)];
  const fewest = order.toSorted(
    (a, b) => (state.failures.get(a)?.count ?? 0) - (state.failures.get(b)?.count ?? 0),
  )[0];
  return fewest && rested(state, fewest, redialMs) ? { dial: fewest, why } : undefined;
}

/** Beside the silent link: the rung below it, or the last one anew. */
function fall(state: LadderState, current: TransportName): Move | undefined {
  const below = rungs[rungs.indexOf(current) + 1] ?? firstRung;
  return rested(state, below, redialMs) ? { dial: below, why: "silent" } : undefined;
}
