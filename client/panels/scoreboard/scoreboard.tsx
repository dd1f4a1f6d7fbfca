/** The scoreboard, while Tab is held or its button is on. */
import { round, showScores } from "../../view.ts";
import type { Panel } from "../panel.ts";
import { Figure } from "../shared/figure.tsx";
import { pointsAbout, ranked } from "../shared/ranking.ts";
import { accentStyle, labelOf } from "../shared/transports.ts";
import { feedScores, scores } from "./signals.ts";
import "./scoreboard.css";

function Scoreboard() {
  if (!showScores.value || round.value.phase === "podium") return null;
  return (
    <section class="scoreboard" aria-label="Scoreboard">
      <table>
        <thead>
          <tr>
            <th scope="col">Pilot</th>
            <th scope="col" class="transport">
              Transport
            </th>
            <th scope="col">
              <Figure label="Kills" about="Ships that this pilot burst in this round." />
            </th>
            <th scope="col">
              <Figure label="Deaths" about="How often this pilot's own ship burst in this round." />
            </th>
            <th scope="col">
              <Figure label="Points" about={pointsAbout} />
            </th>
          </tr>
        </thead>
        <tbody>
          {ranked(scores.value).map((row) => (
            <tr key={row.id} class={row.self ? "self" : ""} style={accentStyle(row.transport)}>
              <th scope="row" class="name">
                <span class="mark" aria-hidden="true" /> {row.name}
                {row.self && <small> you</small>}
              </th>
              <td class="transport">{row.bot ? "bot" : labelOf(row.transport)}</td>
              <td>{row.kills}</td>
              <td>{row.deaths}</td>
              <td>{row.score}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

export const scoreboard: Panel = {
  name: "scoreboard",
  slot: () => "over",
  View: Scoreboard,
  feed: feedScores,
  key: {
    name: "Tab",
    about: "scoreboard, while held",
    press: () => void (showScores.value = true),
    release: () => void (showScores.value = false),
  },
  button: {
    label: "Scores",
    sign: "M4 16v-5M10 16V4M16 16V8",
    state: "pressed",
    isOn: () => showScores.value,
    press: () => void (showScores.value = !showScores.peek()),
  },
};
