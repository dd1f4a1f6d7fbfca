/** Says what is still missing from this trace, and what to do when it stays missing. */
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
      return "The root span has not arrived yet: it ends last. Asking again every second.";
    case "parents-missing":
      return `${missing} Asking again every second.`;
    case "given-up":
      return tree.value
        ? `This trace never became whole: ${tree.value.root ? missing : "its root did not arrive."} The browser that had the rest may be closed, or the store may have made room for newer traces.`
        : "There is no such trace. The store keeps the newest only, so it may have been evicted; or a part of the address is missing.";
    case "settling":
    case "complete":
      return undefined;
  }
}

/** The address chose a span that is not here, though all that will come has come. */
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
