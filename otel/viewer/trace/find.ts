/** Finding spans in this trace by name, participant, id or attribute. */
import { computed, signal } from "@preact/signals";
import { type Span, textOf } from "../otlp.ts";
import { participantKey } from "../participants.ts";
import { selectSpan, selectedId, participants, rows, tree } from "./model.ts";

export const findText = signal("");

function matches(span: Span, participant: string, words: string): boolean {
  const wanted = words.trim().toLowerCase();
  if (wanted === "") return true;
  if (span.spanId === wanted) return true;
  if (`${span.name} ${participant} ${span.kind}`.toLowerCase().includes(wanted)) return true;
  return [...span.attributes].some(([key, value]) =>
    `${key}=${textOf(value)}`.toLowerCase().includes(wanted),
  );
}

/** Undefined while nothing is sought. */
export const matchingIds = computed<ReadonlySet<string> | undefined>(() => {
  if (findText.value.trim() === "") return undefined;
  const all = [...(tree.value?.byId.values() ?? [])].map(({ span }) => span);
  const labelOf = (span: Span): string =>
    participants.value.get(participantKey(span))?.label ?? span.service;
  return new Set(
    all.filter((span) => matches(span, labelOf(span), findText.value)).map((span) => span.spanId),
  );
});

/** The next match below the chosen row, from the top again after the last. */
export function selectNextMatch(): void {
  const wanted = matchingIds.peek();
  if (!wanted || wanted.size === 0) return;
  const shown = rows.peek().map((row) => row.span.spanId);
  const at = shown.indexOf(selectedId.peek() ?? "");
  const next = [...shown.slice(at + 1), ...shown.slice(0, at + 1), ...wanted].find((spanId) =>
    wanted.has(spanId),
  );
  if (next) selectSpan(next);
}
