/** The rows of the waterfall, and above them the find field, the overview and the time axis. */
import "./waterfall.css";
import { useComputed } from "@preact/signals";
import { useEffect, useId } from "preact/hooks";
import { ticksOf } from "../../axis.ts";
import { isComposing } from "../../trace/key-filters.ts";
import { useTrace } from "../../trace/use-trace.ts";
import { startDrag } from "./drag.ts";
import { onPageKey, onRowsKey } from "./keyboard.ts";
import { Overview, ZoomButtons } from "./overview.tsx";
import { Row } from "./row.tsx";
import { useLayout } from "./waterfall-layout.ts";
import { shareOf } from "../../trace/time-range.ts";

const pixelsPerTick = 90;

function Find() {
  const { finder } = useTrace();
  const { elements } = useLayout();
  const matching = finder.matchingIds.value;
  return (
    <div class="find">
      <label>
        <span class="hidden-label">Find span</span>
        <input
          ref={(input) => void (elements.find = input)}
          type="search"
          spellcheck={false}
          placeholder="Find span ( / )"
          value={finder.text.value}
          onInput={(event) => (finder.text.value = event.currentTarget.value)}
          onKeyDown={(event) => event.key === "Enter" && !isComposing(event) && finder.selectNext()}
        />
      </label>
      <span class="find-count number" role="status">
        {matching && `${matching.size} found`}
      </span>
      <ZoomButtons />
    </div>
  );
}

function useTicks() {
  const { visibleRange } = useTrace();
  const { axisWidthPx } = useLayout();
  return useComputed(() => {
    const { fromMs, toMs } = visibleRange.value;
    return ticksOf(fromMs, toMs, Math.max(2, Math.floor(axisWidthPx.value / pixelsPerTick)));
  }).value;
}

/** Returns a handler that zooms to the range that is dragged over in `area`. */
function useZoomByDrag() {
  const { fullRange, visibleRange, zoomRange } = useTrace();
  const { dragRange } = useLayout();
  return (event: PointerEvent, area: Element): void =>
    startDrag(event, {
      area: area.getBoundingClientRect(),
      range: visibleRange.peek(),
      fullRange: fullRange.peek(),
      dragRange,
      zoomed: (range) => (zoomRange.value = range),
    });
}

function Axis() {
  const ticks = useTicks();
  const { visibleRange } = useTrace();
  const { elements } = useLayout();
  const zoomByDrag = useZoomByDrag();
  return (
    <div
      class="axis number"
      ref={(axis) => void (elements.axis = axis)}
      aria-hidden="true"
      onPointerDown={(event) => zoomByDrag(event, event.currentTarget)}
    >
      {ticks.map(({ atMs, label }) => {
        const share = shareOf(atMs, visibleRange.value);
        // The last label would reach over the edge.
        return (
          <span
            key={label}
            class={share > 0.92 ? "axis-tick axis-last" : "axis-tick"}
            style={{ left: `${share * 100}%` }}
          >
            {label}
          </span>
        );
      })}
    </div>
  );
}

/** Lines behind the bars, and the range of a drag. */
function GridLines() {
  const { visibleRange } = useTrace();
  const range = useLayout().dragRange.value;
  const percent = (atMs: number): string => `${shareOf(atMs, visibleRange.value) * 100}%`;
  return (
    <div class="waterfall-ground time-area" aria-hidden="true">
      {useTicks().map(({ atMs, label }) => (
        <span key={label} class="waterfall-line" style={{ left: percent(atMs) }} />
      ))}
      {range && (
        <span
          class="waterfall-drag"
          style={{ left: percent(range.fromMs), right: `calc(100% - ${percent(range.toMs)})` }}
        />
      )}
    </div>
  );
}

export function Waterfall() {
  const model = useTrace();
  const layout = useLayout();
  const { rows, selectedId, detailsOpen } = model;
  const { elements } = layout;
  const idPrefix = useId();
  const zoomByDrag = useZoomByDrag();
  useEffect(() => layout.watch(), [layout]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => onPageKey(event, model, elements.find);
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [model, elements]);
  useEffect(() => {
    const index = rows.peek().findIndex((row) => row.span.spanId === selectedId.value);
    if (index >= 0) layout.revealRow(index, model.elements.details);
  }, [selectedId.value, detailsOpen.value, rows.value.length === 0]);
  const onRowsDown = (event: PointerEvent): void => {
    const cell = event.target instanceof Element ? event.target.closest(".row-time") : null;
    // On the rows a finger scrolls; it zooms on the strip above.
    if (cell && event.pointerType === "mouse") zoomByDrag(event, cell);
  };
  const { first, end } = layout.rowWindow.value;
  const heightPx = layout.rowHeightPx;
  const firstId = rows.value[0]?.span.spanId;
  const rowId = (spanId: string): string => `${idPrefix}-${spanId}`;
  return (
    <section class="waterfall" aria-label="Waterfall">
      <div class="waterfall-head" ref={(head) => void (elements.head = head)}>
        <Find />
        <div class="waterfall-scale">
          <Overview />
          <Axis />
        </div>
      </div>
      <div
        ref={(body) => {
          elements.rows = body;
          model.elements.view = body;
        }}
        class="waterfall-body"
        role="treegrid"
        aria-label="Spans"
        aria-rowcount={rows.value.length}
        aria-activedescendant={selectedId.value && rowId(selectedId.value)}
        tabIndex={0}
        style={{ height: `${rows.value.length * heightPx}px` }}
        onKeyDown={(event) => onRowsKey(event, model)}
        onPointerDown={onRowsDown}
        onFocus={() => selectedId.peek() === undefined && firstId && model.selectSpan(firstId)}
      >
        <GridLines />
        {rows.value.slice(first, end).map((node, offset) => (
          <Row
            key={node.span.spanId}
            node={node}
            id={rowId(node.span.spanId)}
            index={first + offset}
            heightPx={heightPx}
          />
        ))}
      </div>
    </section>
  );
}
