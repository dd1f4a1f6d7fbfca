/**
 * Is a trace all there? Each browser sends its spans in batches of its own, up to a second late, and the root of a shot
 * ends last of all. So the viewer asks again until the root is here, every parent is here and nothing new comes.
 */
import type { TraceTree } from "./tree.ts";

export type Completeness =
  /** Nothing of this trace has been stored yet. */
  | "unseen"
  | "root-missing"
  | "parents-missing"
  /** Root and parents are here; another browser's `observe` may still come. */
  | "settling"
  | "complete"
  /** Still not whole after `patienceMs`: the sender has gone, or the store has evicted it. */
  | "given-up";

export interface WatchState {
  /** Since the viewer first asked. */
  readonly watchedMs: number;
  /** Answers in a row without a new span. */
  readonly unchanged: number;
}

export const refetchIntervalMs = 1000;
/** Ten times the longest usual flush: whoever has not reported by then will not. */
export const giveUpAfterMs = 20_000;
/** Browsers flush at least once a second, so three quiet answers mean that all have spoken. */
const minUnchangedAnswers = 3;

export function completenessOf(
  tree: TraceTree | undefined,
  { watchedMs, unchanged }: WatchState,
): Completeness {
  const whole = tree !== undefined && tree.root !== undefined && tree.orphans === 0;
  if (!whole && watchedMs >= giveUpAfterMs) return "given-up";
  if (!tree || tree.byId.size === 0) return "unseen";
  if (!tree.root) return "root-missing";
  if (tree.orphans > 0) return "parents-missing";
  return unchanged < minUnchangedAnswers && watchedMs < giveUpAfterMs ? "settling" : "complete";
}

export const shouldRefetch = (state: Completeness): boolean =>
  state !== "complete" && state !== "given-up";
