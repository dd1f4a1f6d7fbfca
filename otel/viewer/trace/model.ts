/** The trace on show: loaded, watched until it is whole, and what of it is folded, zoomed and chosen. */
import { batch, computed, effect, signal } from "@preact/signals";
import * as api from "../api.ts";
import { navigate, route } from "../router.ts";
import { traceUrl } from "../route.ts";
import { clockErrorMs } from "../clock.ts";
import {
  completenessOf,
  refetchIntervalMs,
  shouldRefetch,
  type Completeness,
} from "../completeness.ts";
import { msBetween, type Trace } from "../otlp.ts";
import { participantsOf } from "../participants.ts";
import { hopsOf } from "../key-numbers.ts";
import { rowsOf, treeOf } from "../tree.ts";
import { clearBacklinks } from "./backlinks.ts";
import type { TimeRange } from "./time-range.ts";

export const traceId = computed(() =>
  route.value.view === "trace" ? route.value.traceId : undefined,
);
export const trace = signal<Trace | undefined>(undefined);
export const completeness = signal<Completeness>("unseen");
export const loadError = signal<string | undefined>(undefined);
/** Raised by "Look again". */
export const retryCount = signal(0);

export const tree = computed(() => trace.value && treeOf(trace.value.spans));
export const participants = computed(() => participantsOf(trace.value?.spans ?? []));
export const hopTo = computed(
  () => new Map(tree.value && hopsOf(tree.value).map((hop) => [hop.to.spanId, hop])),
);

export const collapsed = signal<ReadonlySet<string>>(new Set());
export const rows = computed(() => (tree.value ? rowsOf(tree.value, collapsed.value) : []));
export const selectedId = signal<string | undefined>(undefined);
export const selectedNode = computed(() => tree.value?.byId.get(selectedId.value ?? ""));
export const detailsOpen = signal(false);

/** A margin for clock errors on either side, at most a tenth: they must not squeeze what they qualify. */
export const fullRange = computed<TimeRange>(() => {
  const endMs = Math.max(tree.value?.endMs ?? 0, 1e-3);
  let [first, last] = [0, endMs];
  for (const span of trace.value?.spans ?? []) {
    first = Math.min(first, span.startMs - clockErrorMs(span));
    last = Math.max(last, span.endMs + clockErrorMs(span));
  }
  return { fromMs: Math.max(first, -endMs / 10), toMs: Math.min(last, endMs * 1.1) };
});
export const zoomRange = signal<TimeRange | undefined>(undefined);
export const visibleRange = computed(() => zoomRange.value ?? fullRange.value);

export const setCollapsed = (spanId: string, folded: boolean): void => {
  const next = new Set(collapsed.peek());
  if (folded) next.add(spanId);
  else next.delete(spanId);
  collapsed.value = next;
};

/** Chooses a span and unfolds whatever hides it. */
export function selectSpan(spanId: string): void {
  const open = new Set(collapsed.peek());
  for (let above = tree.peek()?.byId.get(spanId)?.parent; above; above = above.parent)
    open.delete(above.span.spanId);
  batch(() => {
    if (open.size !== collapsed.peek().size) collapsed.value = open;
    selectedId.value = spanId;
  });
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

/** A batch may bring an earlier first span: a zoom then keeps showing the same moment. */
function accept(next: Trace): void {
  const before = trace.peek();
  const shiftMs = before ? msBetween(next.originUnixNano, before.originUnixNano) : 0;
  const kept = zoomRange.peek();
  batch(() => {
    trace.value = next;
    if (kept && shiftMs !== 0)
      zoomRange.value = { fromMs: kept.fromMs + shiftMs, toMs: kept.toMs + shiftMs };
  });
}

async function pollTrace(wanted: string, signal: AbortSignal): Promise<void> {
  const begunMs = performance.now();
  let unchanged = 0;
  do {
    try {
      const next = await api.trace(wanted, signal);
      if (signal.aborted) return;
      const grown = (next?.spans.length ?? 0) !== (trace.peek()?.spans.length ?? 0);
      unchanged = grown ? 0 : unchanged + 1;
      if (next && grown) accept(next);
      clearBacklinks("empty");
      loadError.value = undefined;
      completeness.value = completenessOf(tree.peek(), {
        watchedMs: performance.now() - begunMs,
        unchanged,
      });
    } catch (error) {
      if (signal.aborted) return;
      loadError.value = error instanceof Error ? error.message : String(error);
    }
    await pause(refetchIntervalMs, signal);
  } while (
    !signal.aborted &&
    (loadError.peek() !== undefined || shouldRefetch(completeness.peek()))
  );
}

function reset(): void {
  batch(() => {
    trace.value = undefined;
    completeness.value = "unseen";
    loadError.value = undefined;
    collapsed.value = new Set();
    zoomRange.value = undefined;
  });
  clearBacklinks("all");
}

/** Arrow keys may choose dozens of spans a second, and browsers refuse that many addresses: write the last one. */
const urlUpdateDelayMs = 250;

export function watchTrace(): () => void {
  const stopLoading = effect(() => {
    const wanted = traceId.value;
    void retryCount.value;
    if (!wanted) return undefined;
    const scope = new AbortController();
    reset();
    void pollTrace(wanted, scope.signal);
    return () => scope.abort();
  });
  const stopReading = effect(() => {
    if (route.value.view !== "trace") return;
    const { spanId } = route.value;
    // Our own writing comes back here: only an address that somebody opened opens the details.
    if (spanId === selectedId.peek()) return;
    selectedId.value = spanId;
    detailsOpen.value = spanId !== undefined && (detailsOpen.peek() || window.innerWidth > 820);
  });
  const stopWriting = effect(() => {
    const spanId = selectedId.value;
    const current = route.peek();
    if (!spanId || current.view !== "trace" || current.spanId === spanId) return undefined;
    const timer = setTimeout(
      () => navigate(traceUrl(current.traceId, spanId), { replace: true }),
      urlUpdateDelayMs,
    );
    return () => clearTimeout(timer);
  });
  return () => {
    stopLoading();
    stopReading();
    stopWriting();
  };
}
