/** Traces in the order they first arrived, with cheap removal at the old end and reading from the new one. */
import type { SpanRow } from "./row.ts";

/** Everything known of one trace so far. Spans of one trace arrive in several batches from several processes. */
export interface StoredTrace {
  readonly traceId: string;
  rows: SpanRow[];
  /** Where the trace is listed; each once. */
  readonly listedIn: TraceList[];
  /** What its spans took on the wire; large attributes are what fills the memory of a small count. */
  wireBytes: number;
  evicted: boolean;
}

/** Entries of evicted traces are skipped, and cut off once they reach the old end. */
export class TraceList {
  #traces: StoredTrace[] = [];
  #head = 0;

  add(trace: StoredTrace): void {
    this.#traces.push(trace);
    this.#skipEvicted();
  }

  oldest(): StoredTrace | undefined {
    this.#skipEvicted();
    return this.#traces[this.#head];
  }

  /** Stays right while traces come and go: cutting replaces the array. */
  *newestFirst(): Generator<StoredTrace> {
    const traces = this.#traces;
    const head = this.#head;
    for (let at = traces.length - 1; at >= head; at -= 1) {
      const trace = traces[at]!;
      if (!trace.evicted) yield trace;
    }
  }

  #skipEvicted(): void {
    while (this.#traces[this.#head]?.evicted) this.#head += 1;
    if (this.#head > 1024 && this.#head * 2 > this.#traces.length) {
      this.#traces = this.#traces.slice(this.#head);
      this.#head = 0;
    }
  }
}
