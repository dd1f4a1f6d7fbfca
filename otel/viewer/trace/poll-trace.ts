/** Asks the store for a trace again and again until it is whole: every browser sends its spans in batches of its own. */
import { trace } from "../api.ts";
import { completenessOf, refetchIntervalMs, shouldRefetch } from "../completeness.ts";
import type { TraceModel } from "./trace-model.ts";

export async function pollTrace(
  model: TraceModel,
  traceId: string,
  signal: AbortSignal,
): Promise<void> {
  const begunMs = performance.now();
  let unchanged = 0;
  do {
    try {
      const next = await trace(traceId, signal);
      if (signal.aborted) return;
      const grown = (next?.spans.length ?? 0) !== (model.trace.peek()?.spans.length ?? 0);
      unchanged = grown ? 0 : unchanged + 1;
      if (next && grown) model.accept(next);
      model.backlinks.forgetEmpty();
      model.loadError.value = undefined;
      model.completeness.value = completenessOf(model.tree.peek(), {
        watchedMs: performance.now() - begunMs,
        unchanged,
      });
    } catch (error) {
      if (signal.aborted) return;
      model.loadError.value = error instanceof Error ? error.message : String(error);
    }
    await pause(refetchIntervalMs, signal);
  } while (
    !signal.aborted &&
    (model.loadError.peek() !== undefined || shouldRefetch(model.completeness.peek()))
  );
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
