/**
 * Whether a trace is complete. Each browser sends its spans in batches of its own, up to a second late, and the root of a shot ends
 * last. So the viewer polls until the root and every parent have arrived and no new span arrives.
 */
import type { TraceTree } from "./tree.ts";

export type Completeness =
  /** No span of this trace has been stored yet. */
  | "unseen"
  | "root-missing"
  | "parents-missing"
  /** Root and parents have arrived; another browser's `observe` may still arrive. */
  | "settling"
  | "complete"
  /** Not complete in time: a sender has left, or the store has evicted the trace. */
  | "given-up";

export interface WatchState {
  /** Since the viewer first asked. */
  readonly watchedMs: number;
  /** Answers in a row without a new span. */
  readonly unchanged: number;
}

export const refetchIntervalMs = 1000;
/** Ten times the longest usual flush: a browser that has sent nothing by then has left. */
export const giveUpAfterMs = 20_000;
/** Browsers flush at least once a second, so after three answers without a new span all have sent theirs. */
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
