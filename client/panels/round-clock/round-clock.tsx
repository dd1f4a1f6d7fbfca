/** The time that is left in this round. */
import type { Panel } from "../panel.ts";
import { Figure } from "../shared/figure.tsx";
import { clock } from "../shared/format.ts";
import { feedRound, round } from "./signals.ts";
import "./round-clock.css";

/** From here on the clock is red. */
const lastSeconds = 10;

function RoundClock() {
  const { phase, number, secondsLeft } = round.value;
  if (phase === "podium") return null;
  return (
    <section
      class={secondsLeft <= lastSeconds ? "round-clock last" : "round-clock"}
      aria-label="Round"
    >
      <Figure
        label={`Round ${number}`}
        about="Minutes and seconds until this round ends. Then the best three are shown, and the next round begins with no points."
      >
        <time>{clock(secondsLeft)}</time> <small>min</small>
      </Figure>
    </section>
  );
}

export const roundClock: Panel = {
  name: "round-clock",
  slot: (layout) => (layout === "tall" ? "left" : "top"),
  View: RoundClock,
  feed: feedRound,
};
