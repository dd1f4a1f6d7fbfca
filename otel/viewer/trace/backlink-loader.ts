/** Loads the spans that link to a span. OTLP has no such field, so the store is asked, once the span's row comes into view. */
import { signal, type Signal } from "@preact/signals";
import { backlinks, type Backlink } from "../api.ts";

type BacklinkSignal = Signal<readonly Backlink[] | undefined>;

/** A browser opens six connections to an origin; two stay free for the trace itself. */
const maxConcurrentRequests = 4;

export class BacklinkLoader {
  readonly #known = new Map<string, BacklinkSignal>();
  readonly #waiting: { traceId: string; spanId: string }[] = [];
  #activeRequests = 0;
  #scope = new AbortController();

  /** Undefined until the store has answered. */
  to(spanId: string): BacklinkSignal {
    let entry = this.#known.get(spanId);
    if (!entry) this.#known.set(spanId, (entry = signal(undefined)));
    return entry;
  }

  /** The newest request goes first: the rows on screen matter, the rows scrolled past do not. */
  request(traceId: string, spanId: string): void {
    const queued = this.#waiting.some((each) => each.spanId === spanId);
    if (this.to(spanId).peek() !== undefined || queued) return;
    this.#waiting.push({ traceId, spanId });
    this.#requestNext();
  }

  clear(): void {
    this.#scope.abort();
    this.#scope = new AbortController();
    this.#waiting.length = 0;
    this.#known.clear();
  }

  /** Spans without backlinks are asked for again: a tick may be stored after the inputs that it links to. */
  forgetEmpty(): void {
    for (const entry of this.#known.values())
      if (entry.peek()?.length === 0) entry.value = undefined;
  }

  #requestNext(): void {
    if (this.#activeRequests >= maxConcurrentRequests) return;
    const next = this.#waiting.pop();
    if (!next) return;
    this.#activeRequests += 1;
    const { signal: cancelled } = this.#scope;
    backlinks(next.traceId, next.spanId, cancelled)
      .then(
        (answer) => {
          if (!cancelled.aborted) this.to(next.spanId).value = answer;
        },
        () => {
          // An older store does not know backlinks: the row then shows none.
          if (!cancelled.aborted) this.to(next.spanId).value = [];
        },
      )
      .finally(() => {
        this.#activeRequests -= 1;
        this.#requestNext();
      });
    this.#requestNext();
  }
}
