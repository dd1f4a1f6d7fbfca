/** The whole trace in one strip. Dragging over a part zooms to it. */
import "./overview.css";
import { useComputed } from "@preact/signals";
import { transportColour, transportOf } from "../../participants.ts";
import type { TraceModel } from "../../trace/trace-model.ts";
import { useTrace } from "../../trace/use-trace.ts";
import { startDrag } from "./drag.ts";
import { useLayout } from "./waterfall-layout.ts";
import { shareOf } from "../../trace/time-range.ts";

const width = 1000;
const height = 36;
/** The least width of a span, in thousandths of the strip: shorter ones would be invisible. */
const leastWidth = 2;

/** One path per colour: two thousand elements would make every zoom slow. */
function pathsByColour({ rows, fullRange }: TraceModel): Map<string, string> {
  const paths = new Map<string, string>();
  const step = Math.min(4, height / Math.max(1, rows.value.length));
  rows.value.forEach(({ span }, index) => {
    const x = shareOf(span.startMs, fullRange.value) * width;
    const w = Math.max(leastWidth, shareOf(span.endMs, fullRange.value) * width - x);
    const colour = transportColour(transportOf(span));
    const y = (index * step).toFixed(2);
    const piece = `M${x.toFixed(1)} ${y}h${w.toFixed(1)}v${Math.max(0.8, step * 0.6).toFixed(2)}h${(-w).toFixed(1)}z`;
    paths.set(colour, (paths.get(colour) ?? "") + piece);
  });
  return paths;
}

export function Overview() {
  const model = useTrace();
  const { fullRange, zoomRange } = model;
  const { dragRange } = useLayout();
  const paths = useComputed(() => pathsByColour(model));
  const window = dragRange.value ?? zoomRange.value;
  const left = window ? shareOf(window.fromMs, fullRange.value) * 100 : 0;
  const right = window ? 100 - shareOf(window.toMs, fullRange.value) * 100 : 0;
  return (
    <div
      class="overview"
      onPointerDown={(event) =>
        startDrag(event, {
          area: event.currentTarget.getBoundingClientRect(),
          range: fullRange.peek(),
          fullRange: fullRange.peek(),
          dragRange,
          zoomed: (range) => (zoomRange.value = range),
        })
      }
      onDblClick={() => (zoomRange.value = undefined)}
    >
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        {[...paths.value].map(([colour, path]) => (
          <path key={colour} d={path} style={{ fill: colour }} />
        ))}
      </svg>
      {window && <span class="overview-window" style={{ left: `${left}%`, right: `${right}%` }} />}
    </div>
  );
}

export function ZoomButtons() {
  const { zoomRange } = useTrace();
  return (
    <button
      type="button"
      disabled={zoomRange.value === undefined}
      onClick={() => (zoomRange.value = undefined)}
    >
      Reset zoom
    </button>
  );
}
