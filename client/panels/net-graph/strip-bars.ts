/**
 * The strip of arrivals, as rectangles: one column a snapshot, newest at the right, as tall as it was late. Lost ones are
 * full columns in the danger colour; replaced ones and those that the server held back are stubs on top, half and a quarter of the
 * height, for they cost an older world and nothing else.
 */
import type { ArrivalMark } from "../../view.ts";

export interface StripBar {
  readonly kind: ArrivalMark["kind"] | "late";
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Taller than this is cut: it is late, and by how much the numbers say. */
const fullHeightAgeMs = 200;
/** A gap this long between arrivals is a freeze one can see. */
const freezeMs = 100;
export const maxMarks = 180;

export function stripBars(
  marks: readonly ArrivalMark[],
  width: number,
  height: number,
): StripBar[] {
  const column = width / maxMarks;
  const shown = marks.slice(-maxMarks);
  return shown.map((mark, index) => {
    const x = width - (shown.length - index) * column;
    switch (mark.kind) {
      case "arrived": {
        const tall = Math.max(1, Math.min(1, mark.ageMs / fullHeightAgeMs) * height);
        return {
          kind: mark.gapMs > freezeMs ? "late" : "arrived",
          x,
          y: height - tall,
          width: column,
          height: tall,
        };
      }
      case "lost":
        return { kind: "lost", x, y: 0, width: column, height };
      case "replaced":
        return { kind: "replaced", x, y: 0, width: column, height: height * 0.44 };
      case "held back":
        return { kind: "held back", x, y: 0, width: column, height: height * 0.22 };
    }
  });
}
