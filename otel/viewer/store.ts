/** The store's counts and the address of a Jaeger, polled; undefined while the store does not answer. */
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

/** The address of this trace in Jaeger's UI, at the selected span if there is one. */
export function jaegerTraceUrl(traceId: string, spanId: string | undefined): string | undefined {
  const base = store.value?.jaegerUrl;
  if (!base) return undefined;
  return `${base}/trace/${traceId}${spanId ? `?uiFind=${spanId}` : ""}`;
}
