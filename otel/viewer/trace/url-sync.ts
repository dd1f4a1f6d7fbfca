/** Keeps a trace model and the address in step: the address names the selected span, and a selected span is written into it. */
import { computed, effect } from "@preact/signals";
import { navigate, route } from "../router.ts";
import { traceUrl } from "../route.ts";
import type { TraceModel } from "./trace-model.ts";

/** Arrow keys may select dozens of spans a second, and browsers refuse that many address changes: only the last is written. */
const urlUpdateDelayMs = 250;
/** Narrower pages show the details as a sheet over the rows, so an address does not open them. */
const minDetailsWidthPx = 820;

export const traceIdOfRoute = computed(() =>
  route.value.page === "trace" ? route.value.traceId : undefined,
);

export function syncWithUrl(model: TraceModel): () => void {
  const stopReading = effect(() => {
    if (route.value.page !== "trace") return;
    const { spanId } = route.value;
    // What this page wrote itself comes back here: only an address that somebody opened opens the details.
    if (spanId === model.selectedId.peek()) return;
    model.selectedId.value = spanId;
    model.detailsOpen.value =
      spanId !== undefined && (model.detailsOpen.peek() || window.innerWidth > minDetailsWidthPx);
  });
  const stopWriting = effect(() => {
    const spanId = model.selectedId.value;
    const current = route.peek();
    if (!spanId || current.page !== "trace" || current.spanId === spanId) return undefined;
    const timer = setTimeout(
      () => navigate(traceUrl(current.traceId, spanId, current.viewName), { replace: true }),
      urlUpdateDelayMs,
    );
    return () => clearTimeout(timer);
  });
  return () => {
    stopReading();
    stopWriting();
  };
}
