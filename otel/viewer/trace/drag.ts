/** Dragging over a stretch of the time axis zooms to it; a press that does not move stays a click. */
import { signal } from "@preact/signals";
import { fullRange, zoomRange } from "./model.ts";
import { rangeBetween, timeAt, type TimeRange } from "./time-range.ts";

/** The stretch under the pointer right now. */
export const dragRange = signal<TimeRange | undefined>(undefined);
/** A hand is never quite still: below this it is a click. */
const clickPixels = 4;

/** `area` is what the drag measures against, showing `range`. */
export function startDrag(event: PointerEvent, area: DOMRect, range: TimeRange): void {
  if (event.button !== 0 || !event.isPrimary) return;
  const holder = event.currentTarget as HTMLElement;
  const from = event.clientX;
  const timeUnder = (clientX: number): number => timeAt((clientX - area.left) / area.width, range);
  const ends = new AbortController();
  const onMove = (move: PointerEvent): void => {
    if (!dragRange.peek() && Math.abs(move.clientX - from) < clickPixels) return;
    // Captured only now: capturing at once would take the click away from the row.
    holder.setPointerCapture(event.pointerId);
    dragRange.value = rangeBetween(timeUnder(from), timeUnder(move.clientX), fullRange.peek());
  };
  const onEnd = (end: PointerEvent): void => {
    ends.abort();
    const range = dragRange.peek();
    dragRange.value = undefined;
    if (range && end.type === "pointerup") zoomRange.value = range;
  };
  holder.addEventListener("pointermove", onMove, { signal: ends.signal });
  holder.addEventListener("pointerup", onEnd, { signal: ends.signal });
  holder.addEventListener("pointercancel", onEnd, { signal: ends.signal });
}
