/** Esc goes back a step: out of a field, then out of the details, the zoom, and at last the trace. */
import { lastSearch, navigate } from "../router.ts";
import type { TraceModel } from "./trace-model.ts";
import { hasModifier, isComposing, isTyping } from "./key-filters.ts";

export function onEscape(event: KeyboardEvent, model: TraceModel): void {
  if (event.key !== "Escape") return;
  if (event.defaultPrevented || isComposing(event) || hasModifier(event)) return;
  event.preventDefault();
  if (isTyping(event)) return model.focusView();
  if (model.detailsOpen.peek()) {
    model.detailsOpen.value = false;
    return model.focusView();
  }
  if (model.zoomRange.peek()) model.zoomRange.value = undefined;
  else navigate(lastSearch.peek());
}
