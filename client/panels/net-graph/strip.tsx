/** Draws the strip of snapshots on a canvas, in frames of its own because its marks are changed in place. */
import { useEffect, useRef } from "preact/hooks";
import { arrivals } from "../../view.ts";
import { type StripBar, stripBars } from "./strip-bars.ts";

const widthPx = 270;
const heightPx = 44;
/** Twenty redraws a second are enough to read, and leave time for the arena. */
const redrawMs = 50;

export function Strip() {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const ratio = Math.min(2, devicePixelRatio);
    const element = canvas.current;
    const pen = element?.getContext("2d");
    if (!element || !pen) return;
    element.width = widthPx * ratio;
    element.height = heightPx * ratio;
    const style = getComputedStyle(element);
    const token = (name: string): string => style.getPropertyValue(name).trim();
    const colourOf: Record<StripBar["kind"], string> = {
      arrived: token("--cyan"),
      late: token("--amber"),
      lost: token("--danger"),
      replaced: token("--dim"),
      "held back": token("--violet"),
    };
    let frame = 0;
    let lastMs = 0;
    const draw = (nowMs: number): void => {
      frame = requestAnimationFrame(draw);
      if (nowMs - lastMs < redrawMs) return;
      lastMs = nowMs;
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      pen.clearRect(0, 0, widthPx, heightPx);
      for (const bar of stripBars(arrivals, widthPx, heightPx)) {
        pen.fillStyle = colourOf[bar.kind];
        pen.fillRect(bar.x, bar.y, Math.max(1, bar.width - 0.4), bar.height);
      }
    };
    frame = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(frame);
  }, []);
  return (
    <figure class="strip">
      <canvas
        ref={canvas}
        role="img"
        aria-label="The last 180 snapshots: height is age, up to 200 milliseconds"
      />
      <figcaption>
        <span class="arrived">age, top is 200 ms</span>
        <span class="late">gap over 100 ms</span>
        <span class="lost">lost</span>
        <span class="replaced">replaced</span>
        <span class="held-back">held back</span>
      </figcaption>
    </figure>
  );
}
