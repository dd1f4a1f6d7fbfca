/** What the store holds and whether a Jaeger stands beside it: asked for now and then, absent without harm. */
import { signal } from "@preact/signals";
import { storeState, type StoreState } from "./api.ts";

export const store = signal<StoreState | undefined>(undefined);
const everyMs = 10_000;

export function pollStore(): () => void {
  const scope = new AbortController();
  const ask = (): void => {
    if (document.hidden) return;
    storeState(scope.signal).then(
      (state) => {
        store.value = state;
      },
      () => {
        store.value = undefined;
      },
    );
  };
  ask();
  const timer = setInterval(ask, everyMs);
  return () => {
    scope.abort();
    clearInterval(timer);
  };
}

/** Where the real Jaeger shows this trace, at this span if one is chosen. */
export function jaegerTraceUrl(traceId: string, spanId: string | undefined): string | undefined {
  const base = store.value?.jaegerUrl;
  if (!base) return undefined;
  return `${base}/trace/${traceId}${spanId ? `?uiFind=${spanId}` : ""}`;
}
