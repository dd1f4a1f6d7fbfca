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
  /** What this page and this server have between them. */
  readonly dialable: ReadonlySet<TransportName>;
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
  readonly why: "join" | "climb" | "silent" | "lost" | "chosen" | "codec";
  /** How long to wait for the welcome, where that is less than usual. */
  readonly withinMs?: number;
}

/** Best first. */
export const rungs: readonly TransportName[] = ["webrtc", "socketio", "socketio-polling"];
/**
 * What is dialed while nothing is open. A WebSocket opens at once nearly everywhere; where a proxy blocks its upgrade, plain
 * HTTP is left; and nobody waits for WebRTC's six round trips.
 */
const openers: readonly TransportName[] = ["socketio", "socketio-polling", "webrtc"];
/** A proxy may swallow an upgrade without a word; a player should fly before this and another dial make two seconds. */
const openerPatienceMs = 1200;

/** Snapshots come 10 to 60 times a second and pongs twice: a second of nothing is an outage. */
export const silentAfterMs = 1000;
/** TCP stands still while it recovers, and resumes: it gets more patience before it is dialed anew. */
const streamSilentMs = 3000;
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
    if (chosen === current) return silentMs > streamSilentMs ? fall(state, current) : undefined;
    return rested(state, chosen, climbAgainMs) ? { dial: chosen, why: "chosen" } : undefined;
  }
  const at = rungs.indexOf(current);
  if (silentMs > (current === rungs[0] ? silentAfterMs : streamSilentMs))
    return fall(state, current);
  const better = rungs
    .slice(0, Math.max(at, 0))
    .find((name) => state.dialable.has(name) && rested(state, name, climbAgainMs));
  return better && silentMs < silentAfterMs ? { dial: better, why: "climb" } : undefined;
}

/** Nothing is open: what the player chose if it can be had, else whatever opens. */
function reopen(state: LadderState): Move | undefined {
  const { chosen } = state;
  const why = state.failures.size === 0 ? "join" : "lost";
  if (chosen !== "auto" && (state.failures.get(chosen)?.count ?? 0) < 2) {
    return rested(state, chosen, redialMs) ? { dial: chosen, why } : undefined;
  }
  const opener = fewestFailures(state, openers);
  if (!opener || !rested(state, opener, redialMs)) return undefined;
  const move = { dial: opener, why } as const;
  // A second try, or WebRTC's many round trips, deserve the usual patience.
  if (state.failures.has(opener) || opener === rungs[0]) return move;
  return { ...move, withinMs: openerPatienceMs };
}

/** Beside the silent link: a rung below it, or a stream anew; what has failed least. */
function fall(state: LadderState, current: TransportName): Move | undefined {
  const at = rungs.indexOf(current);
  const below = rungs.slice(at + 1);
  const choices = at === 0 ? below : [current, ...(at > 0 ? below : openers)];
  const choice = fewestFailures(state, choices);
  return choice && rested(state, choice, redialMs) ? { dial: choice, why: "silent" } : undefined;
}

/** Of equals the first; undefined where none can be dialed. */
function fewestFailures(
  { failures, dialable }: LadderState,
  names: readonly TransportName[],
): TransportName | undefined {
  const count = (name: TransportName): number => failures.get(name)?.count ?? 0;
  return names
    .filter((name) => dialable.has(name))
    .toSorted((a, b) => count(a) - count(b))
    .at(0);
}
