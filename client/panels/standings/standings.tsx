/** The scoreboard: all of it while Tab is held or its button is on, the top three always on wide screens. */
import { round, type ScoreRow, scores, showScores } from "../../view.ts";
import { accentStyle, labelOf } from "../shared/transports.ts";
import "./standings.css";

/** Best first; who scores the same keeps the order of the seats, so that rows do not dance. */
export function ranked(rows: readonly ScoreRow[]): readonly ScoreRow[] {
  return rows.toSorted((a, b) => b.score - a.score || a.id - b.id);
}

export function Scoreboard() {
  if (!showScores.value || round.value.phase === "podium") return null;
  return (
    <section class="scoreboard" aria-label="Scoreboard">
      <table>
        <thead>
          <tr>
            <th scope="col">Pilot</th>
            <th scope="col" class="wire">
              Transport
            </th>
            <th scope="col">Kills</th>
            <th scope="col">Deaths</th>
            <th scope="col">Score</th>
          </tr>
        </thead>
        <tbody>
          {ranked(scores.value).map((row) => (
            <tr key={row.id} class={row.self ? "self" : ""} style={accentStyle(row.transport)}>
              <th scope="row">
                <span class="mark" aria-hidden="true" /> {row.name}
                {row.self && <small> you</small>}
              </th>
              <td class="wire">{row.bot ? "bot" : labelOf(row.transport)}</td>
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

export function TopThree() {
  const rows = ranked(scores.value);
  const top = rows.slice(0, 3);
  const self = rows.find((row) => row.self);
  const shown = self && !top.includes(self) ? [...top, self] : top;
  if (shown.length === 0) return null;
  return (
    <ol class="top-three" aria-label="Leaders">
      {shown.map((row) => (
        <li key={row.id} class={row.self ? "self" : ""} style={accentStyle(row.transport)}>
          <span class="rank">{rows.indexOf(row) + 1}</span>
          <span class="mark" aria-hidden="true" />
          <span class="name">{row.name}</span>
          <b>{row.score}</b>
        </li>
      ))}
    </ol>
  );
}
