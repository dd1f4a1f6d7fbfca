/** Which rows are near the screen: only those are in the page, or two thousand spans would make it crawl. */
import { signal } from "@preact/signals";

export interface RowWindow {
  readonly first: number;
  readonly end: number;
}

export const rowWindow = signal<RowWindow>({ first: 0, end: 60 });
/** Rows stack name over bar where the page is too narrow for two columns. */
const narrow = signal(false);
export const rowHeightPx = (): number => (narrow.value ? 46 : 28);
export const axisWidthPx = signal(600);

const overscanRows = 8;

export function rowsInView(topPx: number, viewHeightPx: number, rowHeight: number): RowWindow {
  const first = Math.floor(Math.max(0, -topPx) / rowHeight) - overscanRows;
  const end = Math.ceil((viewHeightPx - topPx) / rowHeight) + overscanRows;
  return { first: Math.max(0, first), end: Math.max(0, end) };
}

/** Follows scrolling and size until undone. */
export function watchRowWindow(body: HTMLElement, axis: HTMLElement): () => void {
  const media = matchMedia("(max-width: 820px)");
  const measure = (): void => {
    narrow.value = media.matches;
    axisWidthPx.value = axis.clientWidth;
    const next = rowsInView(body.getBoundingClientRect().top, innerHeight, rowHeightPx());
    const now = rowWindow.peek();
    if (next.first !== now.first || next.end !== now.end) rowWindow.value = next;
  };
  const sizes = new ResizeObserver(measure);
  sizes.observe(axis);
  sizes.observe(body);
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
export function revealRow(body: HTMLElement, index: number): void {
  const head = document.querySelector("#waterfall-head")?.getBoundingClientRect().height ?? 0;
  const sheet = narrow.peek()
    ? (document.querySelector("#details")?.getBoundingClientRect().height ?? 0)
    : 0;
  const top = body.getBoundingClientRect().top + index * rowHeightPx();
  const bottom = top + rowHeightPx();
  const [clearTop, clearBottom] = [head + 4, innerHeight - sheet - 12];
  if (top < clearTop) scrollBy(0, top - clearTop);
  else if (bottom > clearBottom) scrollBy(0, bottom - clearBottom);
}
