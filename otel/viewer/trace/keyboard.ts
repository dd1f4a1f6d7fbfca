/** Keys: arrows move and fold, Enter opens details, Esc goes back a step, `/` finds, + − 0 zoom, Shift+arrows pan. */
import { navigate, lastSearch } from "../router.ts";
import type { TreeNode } from "../tree.ts";
import {
  selectSpan,
  selectedNode,
  selectedId,
  collapsed,
  detailsOpen,
  setCollapsed,
  rows,
  visibleRange,
  fullRange,
  zoomRange,
} from "./model.ts";
import { scaled, shifted } from "./time-range.ts";

const typing = (event: KeyboardEvent): boolean =>
  event.target instanceof Element && event.target.closest("input, select, textarea") !== null;

/** While an input method composes, Esc and Enter are its own; 229 begins or ends a composition (UI Events §7.3.1). */
export const isComposing = (event: KeyboardEvent): boolean =>
  event.isComposing || event.keyCode === 229;

export const focusSpans = (): void =>
  document.querySelector<HTMLElement>("#spans")?.focus({ preventScroll: true });

/** Keys that work anywhere on the page. */
export function onTraceKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || isComposing(event)) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") return stepBack(event);
  if (typing(event)) return;
  if (event.key === "/") {
    event.preventDefault();
    document.querySelector<HTMLElement>("#find-span")?.focus();
  } else if (event.key === "+" || event.key === "=")
    zoomRange.value = scaled(visibleRange.peek(), 0.5, fullRange.peek()) ?? zoomRange.peek();
  else if (event.key === "-") zoomRange.value = scaled(visibleRange.peek(), 2, fullRange.peek());
  else if (event.key === "0") zoomRange.value = undefined;
}

/** Esc closes the nearest thing: the find field, the details, the zoom, and at last the trace. */
function stepBack(event: KeyboardEvent): void {
  event.preventDefault();
  if (typing(event)) return focusSpans();
  if (detailsOpen.peek()) {
    detailsOpen.value = false;
    return focusSpans();
  }
  if (zoomRange.peek()) zoomRange.value = undefined;
  else navigate(lastSearch.peek());
}

const page = 10;

/** Keys while the rows have focus (the treegrid pattern). */
export function onRowsKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.shiftKey && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
    event.preventDefault();
    if (zoomRange.peek())
      zoomRange.value = shifted(
        visibleRange.peek(),
        event.key === "ArrowLeft" ? -0.2 : 0.2,
        fullRange.peek(),
      );
    return;
  }
  const all = rows.peek();
  const at = all.findIndex((row) => row.span.spanId === selectedId.peek());
  const to = (index: number): TreeNode | undefined =>
    all[Math.max(0, Math.min(all.length - 1, index))];
  const moves: Record<string, () => TreeNode | undefined> = {
    ArrowDown: () => to(at + 1),
    ArrowUp: () => to(at - 1),
    PageDown: () => to(at + page),
    PageUp: () => to(at - page),
    Home: () => to(0),
    End: () => to(all.length - 1),
    ArrowRight: inward,
    ArrowLeft: outward,
    Enter: openDetails,
    " ": openDetails,
  };
  const move = moves[event.key];
  if (!move) return;
  event.preventDefault();
  const next = move();
  if (next) selectSpan(next.span.spanId);
}

function inward(): TreeNode | undefined {
  const node = selectedNode.peek();
  if (!node || !collapsed.peek().has(node.span.spanId)) return node?.children[0];
  setCollapsed(node.span.spanId, false);
  return undefined;
}

function outward(): TreeNode | undefined {
  const node = selectedNode.peek();
  if (!node || node.children.length === 0 || collapsed.peek().has(node.span.spanId))
    return node?.parent;
  setCollapsed(node.span.spanId, true);
  return undefined;
}

function openDetails(): undefined {
  if (!selectedNode.peek()) return;
  detailsOpen.value = true;
  // After the panel has been drawn.
  requestAnimationFrame(() =>
    document.querySelector<HTMLElement>("#details-title")?.focus({ preventScroll: true }),
  );
}
