/**
 * The bars of the net graph's strip: one column per snapshot, the newest at the right, as tall as the snapshot was old. A lost one
 * is a full column in the danger colour. Replaced ones and held back ones hang from the top, half and a quarter as tall.
 */
import type { ArrivalMark } from "../../view.ts";

export interface StripBar {
  readonly kind: ArrivalMark["kind"] | "late";
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** An older snapshot has a bar of full height; its age is in the numbers. */
const fullHeightAgeMs = 200;
/** Players see a longer gap between two snapshots as a freeze. */
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
