/** The round's clock, and the podium between two rounds. */
import { round, scores } from "../../view.ts";
import { clock } from "../shared/format.ts";
import { ranked } from "../standings/standings.tsx";
import { accentStyle } from "../shared/transports.ts";
import "./round.css";

export function RoundClock() {
  const { phase, number, secondsLeft } = round.value;
  if (phase === "podium") return null;
  return (
    <section class={secondsLeft <= 10 ? "round-clock last" : "round-clock"} aria-label="Round">
      <small>Round {number}</small>
      <time role="timer" aria-live="off">
        {clock(secondsLeft)}
      </time>
    </section>
  );
}

const places = ["First", "Second", "Third"] as const;

export function Podium() {
  const { phase, number, secondsLeft } = round.value;
  if (phase !== "podium") return null;
  const rows = ranked(scores.value);
  const self = rows.findIndex((row) => row.self);
  return (
    <section class="podium" aria-label="Podium">
      <h2>Round {number}</h2>
      <ol>
        {rows.slice(0, 3).map((row, index) => (
          <li key={row.id} class={`place-${index + 1}`} style={accentStyle(row.transport)}>
            <b>{row.name}</b>
            <span class="score">{row.score}</span>
            <span class="step" aria-label={places[index]}>
              {index + 1}
            </span>
          </li>
        ))}
      </ol>
      <p>
        {self >= 3 && `You came ${self + 1}th. `}
        Next round in {Math.max(0, Math.ceil(secondsLeft))} s
      </p>
    </section>
  );
}
