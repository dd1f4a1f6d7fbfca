/** Finds spans of a trace by name, participant, id or attribute. */
import { computed, signal, type ReadonlySignal } from "@preact/signals";
import { type Span, textOf } from "../otlp.ts";
import { participantKey, type Participant } from "../participants.ts";
import type { TraceTree, TreeNode } from "../tree.ts";

/** What it needs of the trace model. */
interface FindableTrace {
  readonly tree: ReadonlySignal<TraceTree | undefined>;
  readonly participants: ReadonlySignal<ReadonlyMap<string, Participant>>;
  readonly rows: ReadonlySignal<readonly TreeNode[]>;
  readonly selectedId: ReadonlySignal<string | undefined>;
  selectSpan(spanId: string): void;
}

export class SpanFinder {
  readonly text = signal("");
  /** Undefined while nothing is searched for. */
  readonly matchingIds = computed<ReadonlySet<string> | undefined>(() => {
    if (this.text.value.trim() === "") return undefined;
    const all = [...(this.#trace.tree.value?.byId.values() ?? [])].map(({ span }) => span);
    const labelOf = (span: Span): string =>
      this.#trace.participants.value.get(participantKey(span))?.label ?? span.service;
    return new Set(
      all
        .filter((span) => matches(span, labelOf(span), this.text.value))
        .map((span) => span.spanId),
    );
  });
  readonly #trace: FindableTrace;

  constructor(trace: FindableTrace) {
    this.#trace = trace;
  }

  /** Selects the next match below the selected row, from the top again after the last. */
  selectNext(): void {
    const wanted = this.matchingIds.peek();
    if (!wanted || wanted.size === 0) return;
    const shown = this.#trace.rows.peek().map((row) => row.span.spanId);
    const at = shown.indexOf(this.#trace.selectedId.peek() ?? "");
    const next = [...shown.slice(at + 1), ...shown.slice(0, at + 1), ...wanted].find((spanId) =>
      wanted.has(spanId),
    );
    if (next) this.#trace.selectSpan(next);
  }
}

function matches(span: Span, participant: string, words: string): boolean {
  const wanted = words.trim().toLowerCase();
  if (wanted === "") return true;
  if (span.spanId === wanted) return true;
  if (`${span.name} ${participant} ${span.kind}`.toLowerCase().includes(wanted)) return true;
  return [...span.attributes].some(([key, value]) =>
    `${key}=${textOf(value)}`.toLowerCase().includes(wanted),
  );
}
