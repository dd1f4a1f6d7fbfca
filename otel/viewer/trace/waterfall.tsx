/** The waterfall: a tree of spans on the left, their bars on a common time axis on the right. */
import "./waterfall.css";
import { useComputed } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { ticksOf } from "../axis.ts";
import { dragRange, startDrag } from "./drag.ts";
import { selectNextMatch, matchingIds, findText } from "./find.ts";
import { isComposing, onRowsKey } from "./keyboard.ts";
import { selectSpan, selectedId, detailsOpen, rows, visibleRange } from "./model.ts";
import { Overview, ZoomButtons } from "./overview.tsx";
import { Row, rowId } from "./row.tsx";
import { axisWidthPx, revealRow, rowHeightPx, rowWindow, watchRowWindow } from "./row-window.ts";
import { shareOf } from "./time-range.ts";

const pixelsPerTick = 90;

function Find() {
  const matching = matchingIds.value;
  return (
    <div class="find">
      <label>
        <span class="hidden-label">Find span</span>
        <input
          id="find-span"
          type="search"
          spellcheck={false}
          placeholder="Find span ( / )"
          value={findText.value}
          onInput={(event) => (findText.value = event.currentTarget.value)}
          onKeyDown={(event) => event.key === "Enter" && !isComposing(event) && selectNextMatch()}
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
  return useComputed(() => {
    const { fromMs, toMs } = visibleRange.value;
    return ticksOf(fromMs, toMs, Math.max(2, Math.floor(axisWidthPx.value / pixelsPerTick)));
  }).value;
}

function Axis() {
  const ticks = useTicks();
  const onDown = (event: PointerEvent & { readonly currentTarget: HTMLElement }): void =>
    startDrag(event, event.currentTarget.getBoundingClientRect(), visibleRange.peek());
  return (
    <div class="axis number" id="axis" aria-hidden="true" onPointerDown={onDown}>
      {ticks.map(({ atMs, label }) => {
        const share = shareOf(atMs, visibleRange.value);
        // The last label would hang over the edge.
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

/** Lines behind the bars, and the stretch being dragged over. */
function GridLines() {
  const range = dragRange.value;
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

function onRowsDown(event: PointerEvent & { readonly currentTarget: HTMLElement }): void {
  const cell = event.target instanceof Element ? event.target.closest(".row-time") : null;
  // A finger on the rows scrolls; it zooms on the strip above.
  if (cell && event.pointerType === "mouse")
    startDrag(event, cell.getBoundingClientRect(), visibleRange.peek());
}

export function Waterfall() {
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const axis = document.querySelector<HTMLElement>("#axis");
    return body.current && axis ? watchRowWindow(body.current, axis) : undefined;
  }, []);
  useEffect(() => {
    const index = rows.peek().findIndex((row) => row.span.spanId === selectedId.value);
    if (body.current && index >= 0) revealRow(body.current, index);
  }, [selectedId.value, detailsOpen.value, rows.value.length === 0]);
  const { first, end } = rowWindow.value;
  const heightPx = rowHeightPx();
  const firstId = rows.value[0]?.span.spanId;
  return (
    <section class="waterfall" aria-label="Waterfall">
      <div class="waterfall-head" id="waterfall-head">
        <Find />
        <div class="waterfall-scale">
          <Overview />
          <Axis />
        </div>
      </div>
      <div
        id="spans"
        ref={body}
        class="waterfall-body"
        role="treegrid"
        aria-label="Spans"
        aria-rowcount={rows.value.length}
        aria-activedescendant={selectedId.value && rowId(selectedId.value)}
        tabIndex={0}
        style={{ height: `${rows.value.length * heightPx}px` }}
        onKeyDown={onRowsKey}
        onPointerDown={onRowsDown}
        onFocus={() => selectedId.peek() === undefined && firstId && selectSpan(firstId)}
      >
        <GridLines />
        {rows.value.slice(first, end).map((node, offset) => (
          <Row key={node.span.spanId} node={node} index={first + offset} heightPx={heightPx} />
        ))}
      </div>
    </section>
  );
}
