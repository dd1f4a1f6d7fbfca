/** Spans elsewhere that link here. OTLP cannot say so; the store can. Asked for a span at a time, as rows come into view. */
import { signal, type Signal } from "@preact/signals";
import { backlinks, type Backlink } from "../api.ts";

type BacklinkSignal = Signal<readonly Backlink[] | undefined>;

const known = new Map<string, BacklinkSignal>();
const waiting: { traceId: string; spanId: string }[] = [];
/** A browser opens six connections to an origin; two stay free for the trace itself. */
const maxConcurrentRequests = 4;
let activeRequests = 0;
let scope = new AbortController();

export function backlinksTo(spanId: string): BacklinkSignal {
  let entry = known.get(spanId);
  if (!entry) known.set(spanId, (entry = signal(undefined)));
  return entry;
}

/** Newest wish first: the rows just scrolled to matter, the ones passed on the way do not. */
export function requestBacklinks(traceId: string, spanId: string): void {
  const queued = waiting.some((each) => each.spanId === spanId);
  if (backlinksTo(spanId).peek() !== undefined || queued) return;
  waiting.push({ traceId, spanId });
  requestNext();
}

function requestNext(): void {
  if (activeRequests >= maxConcurrentRequests) return;
  const next = waiting.pop();
  if (!next) return;
  activeRequests += 1;
  const { signal: cancelled } = scope;
  backlinks(next.traceId, next.spanId, cancelled)
    .then(
      (answer) => {
        if (!cancelled.aborted) backlinksTo(next.spanId).value = answer;
      },
      () => {
        // No backlinks is what an older store has to offer: the row simply shows none.
        if (!cancelled.aborted) backlinksTo(next.spanId).value = [];
      },
    )
    .finally(() => {
      activeRequests -= 1;
      requestNext();
    });
  requestNext();
}

/** "empty": ask again for spans that had none, as a tick may be stored after the inputs that it links to. */
export function clearBacklinks(which: "all" | "empty"): void {
  if (which === "all") {
    scope.abort();
    scope = new AbortController();
    waiting.length = 0;
    known.clear();
    return;
  }
  for (const entry of known.values()) if (entry.peek()?.length === 0) entry.value = undefined;
}
