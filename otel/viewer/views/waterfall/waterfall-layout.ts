/** The waterfall's layout on the page: which rows are near the screen, how high a row and how wide the axis is. */
import { signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { TimeRange } from "../../trace/time-range.ts";

export interface RowWindow {
  readonly first: number;
  readonly end: number;
}

const overscanRows = 8;

export class WaterfallLayout {
  /** Only these rows are in the page: with two thousand it would respond slowly. */
  readonly rowWindow = signal<RowWindow>({ first: 0, end: 60 });
  readonly axisWidthPx = signal(600);
  /** What the pointer drags over right now. */
  readonly dragRange = signal<TimeRange | undefined>(undefined);
  readonly elements: {
    head: HTMLElement | null;
    axis: HTMLElement | null;
    rows: HTMLElement | null;
    find: HTMLInputElement | null;
  } = { head: null, axis: null, rows: null, find: null };
  /** The name stands over the bar where the page is too narrow for two columns. */
  readonly #narrow = signal(false);

  get rowHeightPx(): number {
    return this.#narrow.value ? 46 : 28;
  }

  /** Follows scrolling and size. Returns the undo. */
  watch(): () => void {
    const { rows, axis } = this.elements;
    if (!rows || !axis) return () => {};
    const media = matchMedia("(max-width: 820px)");
    const measure = (): void => {
      this.#narrow.value = media.matches;
      this.axisWidthPx.value = axis.clientWidth;
      const next = rowsInView(rows.getBoundingClientRect().top, innerHeight, this.rowHeightPx);
      const now = this.rowWindow.peek();
      if (next.first !== now.first || next.end !== now.end) this.rowWindow.value = next;
    };
    const sizes = new ResizeObserver(measure);
    sizes.observe(axis);
    sizes.observe(rows);
    addEventListener("scroll", measure, { passive: true });
    addEventListener("resize", measure);
    measure();
    return () => {
      sizes.disconnect();
      removeEventListener("scroll", measure);
      removeEventListener("resize", measure);
    };
  }

  /** Scrolls so that a row stands clear of the sticky head above and of the details sheet below. */
  revealRow(index: number, details: HTMLElement | null): void {
    const { rows, head } = this.elements;
    if (!rows) return;
    const headPx = head?.getBoundingClientRect().height ?? 0;
    const sheetPx = this.#narrow.peek() ? (details?.getBoundingClientRect().height ?? 0) : 0;
    const top = rows.getBoundingClientRect().top + index * this.rowHeightPx;
    const bottom = top + this.rowHeightPx;
    const [clearTop, clearBottom] = [headPx + 4, innerHeight - sheetPx - 12];
    if (top < clearTop) scrollBy(0, top - clearTop);
    else if (bottom > clearBottom) scrollBy(0, bottom - clearBottom);
  }
}

export function rowsInView(topPx: number, viewHeightPx: number, rowHeight: number): RowWindow {
  const first = Math.floor(Math.max(0, -topPx) / rowHeight) - overscanRows;
  const end = Math.ceil((viewHeightPx - topPx) / rowHeight) + overscanRows;
  return { first: Math.max(0, first), end: Math.max(0, end) };
}

export const WaterfallContext = createContext<WaterfallLayout | undefined>(undefined);

export function useLayout(): WaterfallLayout {
  const layout = useContext(WaterfallContext);
  if (!layout) throw new Error("outside of the waterfall");
  return layout;
}
