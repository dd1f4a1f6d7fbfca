/** Tells what is missing from this trace, and what to do if it does not arrive. */
import "./notice.css";
import { pluralize } from "#text";
import type { Completeness } from "../completeness.ts";
import type { TraceModel } from "./trace-model.ts";
import { useTrace } from "./use-trace.ts";

function noticeText(state: Completeness, { tree }: TraceModel): string | undefined {
  const orphans = tree.value?.orphans ?? 0;
  const waiting = pluralize(orphans, "span waits for its parent", "spans wait for their parents");
  const missing = `${waiting}.`;
  switch (state) {
    case "unseen":
      return "No span of this trace has arrived yet. Browsers send theirs within a second or two; asking again every second.";
    case "root-missing":
      return "The root span has not arrived yet, because it ends last. Asking again every second.";
    case "parents-missing":
      return `${missing} Asking again every second.`;
    case "given-up":
      return tree.value
        ? `This trace is not complete: ${tree.value.root ? missing : "its root did not arrive."} The browser with the other spans may be closed, or the store may have evicted them for newer traces.`
        : "There is no such trace. The store keeps only the newest traces, so it may have been evicted, or part of its id may be missing from the address.";
    case "settling":
    case "complete":
      return undefined;
  }
}

/** The address selects a span that is not in the trace, though no more spans will arrive. */
function missingSpanText(
  state: Completeness,
  { selectedId, tree }: TraceModel,
): string | undefined {
  const spanId = selectedId.value;
  const isOver = state === "complete" || state === "given-up";
  if (!isOver || !tree.value || spanId === undefined || tree.value.byId.has(spanId))
    return undefined;
  return `There is no span ${spanId} in this trace.`;
}

export function Notice() {
  const model = useTrace();
  const { completeness, loadError, trace } = model;
  const state = completeness.value;
  const words = loadError.value ?? noticeText(state, model);
  const malformed = trace.value?.malformed ?? 0;
  const lost = missingSpanText(state, model);
  const over = state === "given-up" && loadError.value === undefined;
  return (
    <div role="status">
      {words !== undefined && (
        <p class={loadError.value ? "notice notice-trouble" : "notice"}>
          {!over && <span class="notice-dot pulse" aria-hidden="true" />}
          <span>{words}</span>
          {over && (
            <button type="button" onClick={() => model.loadAgain()}>
              Look again
            </button>
          )}
        </p>
      )}
      {lost !== undefined && <p class="notice">{lost}</p>}
      {malformed > 0 && (
        <p class="notice">
          {pluralize(malformed, "unreadable span was", "unreadable spans were")} left out.
        </p>
      )}
    </div>
  );
}
