/** The trace on show: loaded, watched until it is whole, and what of it is folded, zoomed and chosen. */
import { batch, computed, effect, signal } from "@preact/signals";
import * as api from "../api.ts";
import { go, place } from "../address.ts";
import { traceAddress } from "../route.ts";
import { clockErrorMs } from "../clock.ts";
import {
  completenessOf,
  refreshEveryMs,
  worthAskingAgain,
  type Completeness,
} from "../completeness.ts";
import { msBetween, type Trace } from "../otlp.ts";
import { participantsOf } from "../participants.ts";
import { hopsOf } from "../summary.ts";
import { rowsOf, treeOf } from "../tree.ts";
import { forgetBacklinks } from "./backlinks.ts";
import type { TimeRange } from "./zoom.ts";

export const traceId = computed(() =>
  place.value.view === "trace" ? place.value.traceId : undefined,
);
export const trace = signal<Trace | undefined>(undefined);
export const completeness = signal<Completeness>("unseen");
export const trouble = signal<string | undefined>(undefined);
/** Raised by "Look again". */
export const retried = signal(0);

export const tree = computed(() => trace.value && treeOf(trace.value.spans));
export const participants = computed(() => participantsOf(trace.value?.spans ?? []));
export const hopTo = computed(
  () => new Map(tree.value && hopsOf(tree.value).map((hop) => [hop.to.spanId, hop])),
);

export const collapsed = signal<ReadonlySet<string>>(new Set());
export const rows = computed(() => (tree.value ? rowsOf(tree.value, collapsed.value) : []));
export const chosenId = signal<string | undefined>(undefined);
export const chosen = computed(() => tree.value?.byId.get(chosenId.value ?? ""));
export const detailsOpen = signal(false);

/** A margin for clock errors on either side, at most a tenth: they must not squeeze what they qualify. */
export const whole = computed<TimeRange>(() => {
  const endMs = Math.max(tree.value?.endMs ?? 0, 1e-3);
  let [first, last] = [0, endMs];
  for (const span of trace.value?.spans ?? []) {
    first = Math.min(first, span.startMs - clockErrorMs(span));
    last = Math.max(last, span.endMs + clockErrorMs(span));
  }
  return { fromMs: Math.max(first, -endMs / 10), toMs: Math.min(last, endMs * 1.1) };
});
export const zoom = signal<TimeRange | undefined>(undefined);
export const shown = computed(() => zoom.value ?? whole.value);

export const fold = (spanId: string, folded: boolean): void => {
  const next = new Set(collapsed.peek());
  if (folded) next.add(spanId);
  else next.delete(spanId);
  collapsed.value = next;
};

/** Chooses a span and unfolds whatever hides it. */
export function choose(spanId: string): void {
  const open = new Set(collapsed.peek());
  for (let above = tree.peek()?.byId.get(spanId)?.parent; above; above = above.parent)
    open.delete(above.span.spanId);
  batch(() => {
    if (open.size !== collapsed.peek().size) collapsed.value = open;
    chosenId.value = spanId;
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
  const kept = zoom.peek();
  batch(() => {
    trace.value = next;
    if (kept && shiftMs !== 0)
      zoom.value = { fromMs: kept.fromMs + shiftMs, toMs: kept.toMs + shiftMs };
  });
}

async function follow(wanted: string, signal: AbortSignal): Promise<void> {
  const begunMs = performance.now();
  let unchanged = 0;
  do {
    try {
      const next = await api.trace(wanted, signal);
      if (signal.aborted) return;
      const grown = (next?.spans.length ?? 0) !== (trace.peek()?.spans.length ?? 0);
      unchanged = grown ? 0 : unchanged + 1;
      if (next && grown) accept(next);
      forgetBacklinks("empty");
      trouble.value = undefined;
      completeness.value = completenessOf(tree.peek(), {
        watchedMs: performance.now() - begunMs,
        unchanged,
      });
    } catch (error) {
      if (signal.aborted) return;
      trouble.value = error instanceof Error ? error.message : String(error);
    }
    await pause(refreshEveryMs, signal);
  } while (
    !signal.aborted &&
    (trouble.peek() !== undefined || worthAskingAgain(completeness.peek()))
  );
}

function reset(): void {
  batch(() => {
    trace.value = undefined;
    completeness.value = "unseen";
    trouble.value = undefined;
    collapsed.value = new Set();
    zoom.value = undefined;
  });
  forgetBacklinks("all");
}

/** Arrow keys may choose dozens of spans a second, and browsers refuse that many addresses: write the last one. */
const addressAfterMs = 250;

export function watchTrace(): () => void {
  const stopLoading = effect(() => {
    const wanted = traceId.value;
    void retried.value;
    if (!wanted) return undefined;
    const scope = new AbortController();
    reset();
    void follow(wanted, scope.signal);
    return () => scope.abort();
  });
  const stopReading = effect(() => {
    if (place.value.view !== "trace") return;
    const { spanId } = place.value;
    // Our own writing comes back here: only an address that somebody opened opens the details.
    if (spanId === chosenId.peek()) return;
    chosenId.value = spanId;
    detailsOpen.value = spanId !== undefined && (detailsOpen.peek() || window.innerWidth > 820);
  });
  const stopWriting = effect(() => {
    const spanId = chosenId.value;
    const current = place.peek();
    if (!spanId || current.view !== "trace" || current.spanId === spanId) return undefined;
    const timer = setTimeout(
      () => go(traceAddress(current.traceId, spanId), { replace: true }),
      addressAfterMs,
    );
    return () => clearTimeout(timer);
  });
  return () => {
    stopLoading();
    stopReading();
    stopWriting();
  };
}
