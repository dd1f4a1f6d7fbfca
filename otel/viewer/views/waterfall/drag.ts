/** Dragging over a range of the time axis zooms to it; a press without a move is a click. */
import type { Signal } from "@preact/signals";
import { rangeBetween, timeAt, type TimeRange } from "../../trace/time-range.ts";

/** A press moves a little; below this it is a click. */
const clickPixels = 4;

export interface DragOptions {
  /** What the drag measures against, showing `range`. */
  readonly area: DOMRect;
  readonly range: TimeRange;
  /** The drag stays inside it. */
  readonly fullRange: TimeRange;
  /** Follows the drag; undefined before and after it. */
  readonly dragRange: Signal<TimeRange | undefined>;
  readonly zoomed: (range: TimeRange) => void;
}

export function startDrag(event: PointerEvent, options: DragOptions): void {
  if (event.button !== 0 || !event.isPrimary) return;
  const { area, range, fullRange, dragRange, zoomed } = options;
  const holder = event.currentTarget as HTMLElement;
  const from = event.clientX;
  const timeUnder = (clientX: number): number => timeAt((clientX - area.left) / area.width, range);
  const ends = new AbortController();
  const onMove = (move: PointerEvent): void => {
    if (!dragRange.peek() && Math.abs(move.clientX - from) < clickPixels) return;
    // Captured only now: with the pointer captured at once, the row would get no click.
    holder.setPointerCapture(event.pointerId);
    dragRange.value = rangeBetween(timeUnder(from), timeUnder(move.clientX), fullRange);
  };
  const onEnd = (end: PointerEvent): void => {
    ends.abort();
    const dragged = dragRange.peek();
    dragRange.value = undefined;
    if (dragged && end.type === "pointerup") zoomed(dragged);
  };
  holder.addEventListener("pointermove", onMove, { signal: ends.signal });
  holder.addEventListener("pointerup", onEnd, { signal: ends.signal });
  holder.addEventListener("pointercancel", onEnd, { signal: ends.signal });
}
