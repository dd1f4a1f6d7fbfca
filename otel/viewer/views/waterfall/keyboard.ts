/**
 * Keys of the waterfall: arrows select, collapse and expand rows, Enter and Space open details, `/` focuses the search field,
 * + − 0 zoom, Shift with the left or right arrow pans.
 */
import type { TraceModel } from "../../trace/trace-model.ts";
import { scaled, shifted } from "../../trace/time-range.ts";
import { hasModifier, isComposing, isTyping } from "../../trace/key-filters.ts";
import type { TreeNode } from "../../tree.ts";

/** Keys that work anywhere on the page. */
export function onPageKey(
  event: KeyboardEvent,
  { fullRange, visibleRange, zoomRange }: TraceModel,
  find: HTMLElement | null,
): void {
  if (event.defaultPrevented || isComposing(event) || hasModifier(event) || isTyping(event)) return;
  if (event.key === "/") {
    event.preventDefault();
    find?.focus();
  } else if (event.key === "+" || event.key === "=")
    zoomRange.value = scaled(visibleRange.peek(), 0.5, fullRange.peek()) ?? zoomRange.peek();
  else if (event.key === "-") zoomRange.value = scaled(visibleRange.peek(), 2, fullRange.peek());
  else if (event.key === "0") zoomRange.value = undefined;
}

const rowsPerPage = 10;

/** Keys that work while the rows have focus, as in the ARIA treegrid pattern. */
export function onRowsKey(event: KeyboardEvent, model: TraceModel): void {
  if (hasModifier(event)) return;
  if (event.shiftKey && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
    event.preventDefault();
    return pan(model, event.key === "ArrowLeft" ? -0.2 : 0.2);
  }
  const rows = model.rows.peek();
  const at = rows.findIndex((row) => row.span.spanId === model.selectedId.peek());
  const to = (index: number): TreeNode | undefined =>
    rows[Math.max(0, Math.min(rows.length - 1, index))];
  const moves: Record<string, () => TreeNode | undefined> = {
    ArrowDown: () => to(at + 1),
    ArrowUp: () => to(at - 1),
    PageDown: () => to(at + rowsPerPage),
    PageUp: () => to(at - rowsPerPage),
    Home: () => to(0),
    End: () => to(rows.length - 1),
    ArrowRight: () => inward(model),
    ArrowLeft: () => outward(model),
    Enter: () => openDetails(model),
    " ": () => openDetails(model),
  };
  const move = moves[event.key];
  if (!move) return;
  event.preventDefault();
  const next = move();
  if (next) model.selectSpan(next.span.spanId);
}

function pan({ fullRange, visibleRange, zoomRange }: TraceModel, share: number): void {
  if (zoomRange.peek()) zoomRange.value = shifted(visibleRange.peek(), share, fullRange.peek());
}

/** Expands the selected row, or returns its first child. */
function inward(model: TraceModel): TreeNode | undefined {
  const node = model.selectedNode.peek();
  if (!node || !model.collapsed.peek().has(node.span.spanId)) return node?.children[0];
  model.setCollapsed(node.span.spanId, false);
  return undefined;
}

/** Collapses the selected row, or returns its parent. */
function outward(model: TraceModel): TreeNode | undefined {
  const node = model.selectedNode.peek();
  if (!node || node.children.length === 0 || model.collapsed.peek().has(node.span.spanId))
    return node?.parent;
  model.setCollapsed(node.span.spanId, true);
  return undefined;
}

function openDetails(model: TraceModel): undefined {
  if (!model.selectedNode.peek()) return;
  model.detailsOpen.value = true;
  // The title exists only after the panel has been drawn.
  requestAnimationFrame(() => model.elements.detailsTitle?.focus({ preventScroll: true }));
}
