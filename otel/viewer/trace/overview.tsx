/** The whole trace in one strip: drag over a stretch to zoom there. */
import "./overview.css";
import { useComputed } from "@preact/signals";
import { transportColour, transportOf } from "../participants.ts";
import { dragged, startDrag } from "./drag.ts";
import { rows, shown, whole, zoom } from "./model.ts";
import { shareOf } from "./zoom.ts";

const width = 1000;
const height = 36;
/** Drawn at least this wide, in thousandths of the strip, or short spans would vanish. */
const leastWidth = 2;

/** One path a colour: two thousand rectangles as elements would make every zoom slow. */
function pathsByColour(): Map<string, string> {
  const paths = new Map<string, string>();
  const step = Math.min(4, height / Math.max(1, rows.value.length));
  rows.value.forEach(({ span }, index) => {
    const x = shareOf(span.startMs, whole.value) * width;
    const w = Math.max(leastWidth, shareOf(span.endMs, whole.value) * width - x);
    const colour = transportColour(transportOf(span));
    const y = (index * step).toFixed(2);
    const piece = `M${x.toFixed(1)} ${y}h${w.toFixed(1)}v${Math.max(0.8, step * 0.6).toFixed(2)}h${(-w).toFixed(1)}z`;
    paths.set(colour, (paths.get(colour) ?? "") + piece);
  });
  return paths;
}

export function Overview() {
  const paths = useComputed(pathsByColour);
  const window = dragged.value ?? zoom.value;
  const left = window ? shareOf(window.fromMs, whole.value) * 100 : 0;
  const right = window ? 100 - shareOf(window.toMs, whole.value) * 100 : 0;
  return (
    <div
      class="overview"
      onPointerDown={(event) =>
        startDrag(event, event.currentTarget.getBoundingClientRect(), whole.peek())
      }
      onDblClick={() => (zoom.value = undefined)}
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
  const from = shown.value;
  const zoomed = zoom.value !== undefined && from === zoom.value;
  return (
    <button type="button" disabled={!zoomed} onClick={() => (zoom.value = undefined)}>
      Reset zoom
    </button>
  );
}
