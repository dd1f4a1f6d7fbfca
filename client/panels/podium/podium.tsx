/** The best three, between two rounds. */
import { pluralize } from "#text";
import { round, scores } from "../../view.ts";
import type { Panel } from "../panel.ts";
import { ranked } from "../shared/ranking.ts";
import { accentStyle } from "../shared/transports.ts";
import "./podium.css";

const places = ["First", "Second", "Third"] as const;

function Podium() {
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
            <b class="name">{row.name}</b>
            <span class="score">{pluralize(row.score, "point")}</span>
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

export const podium: Panel = { name: "podium", slot: () => "under", View: Podium };
