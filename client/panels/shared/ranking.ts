import type { ScoreRow } from "../../view.ts";

/** Best first. Equal scores keep the order of the seats, so that rows do not change places all the time. */
export function ranked(rows: readonly ScoreRow[]): readonly ScoreRow[] {
  return rows.toSorted((a, b) => b.score - a.score || a.id - b.id);
}

/** The numbers are those of `points` in simulation/rules.ts. */
export const pointsAbout =
  "Points of this round: 10 for each hit, 100 more when the hit bursts the ship, and 25 less when your own ship bursts.";
