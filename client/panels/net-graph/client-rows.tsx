/** The rows of the net graph about this page: interpolation, prediction, clock, drawing. */
import { pluralize } from "#text";
import { netStats } from "../../view.ts";
import { Figure } from "../shared/figure.tsx";
import { milliseconds, signed } from "../shared/format.ts";

export function ClientRows() {
  const stats = netStats.value;
  return (
    <>
      <Figure
        label="interpolation"
        about="How far in the past other ships are drawn, so that there are two snapshots to draw them between."
      >
        {milliseconds(stats.interpolationDelayMs)}
      </Figure>
      <Figure
        label="correction"
        about="Distance between your predicted ship and the server's at recent corrections. A ship is 32 units wide."
      >
        {stats.correctionUnits.toFixed(1)} units
      </Figure>
      <Figure
        label="freezes"
        about="How often no snapshot arrived for more than 100 milliseconds since this page was opened."
      >
        {pluralize(stats.freezesOver100Ms, "freeze")}
      </Figure>
      <Figure
        label="clock"
        about="Difference between the clock of the server and of this page, and the largest error of that estimate."
      >
        {signed(stats.clockOffsetMs)} ± {milliseconds(stats.clockErrorMs)}
      </Figure>
      <Figure
        label="swaps"
        about="How often this page changed to another link since it was opened."
      >
        {pluralize(stats.swaps, "swap")}
      </Figure>
    </>
  );
}
