/** The three pilots with the most points, and the player; on wide screens. */
import { scores } from "../../view.ts";
import type { Panel } from "../panel.ts";
import { Figure } from "../shared/figure.tsx";
import { pointsAbout, ranked } from "../shared/ranking.ts";
import { accentStyle } from "../shared/transports.ts";
import "./leaders.css";

function Leaders() {
  const rows = ranked(scores.value);
  const top = rows.slice(0, 3);
  const self = rows.find((row) => row.self);
  const shown = self && !top.includes(self) ? [...top, self] : top;
  if (shown.length === 0) return null;
  return (
    <section class="top-three">
      <Figure label="Place, pilot, points" about={pointsAbout} />
      <ol aria-label="Leaders">
        {shown.map((row) => (
          <li
            key={row.id}
            value={rows.indexOf(row) + 1}
            class={row.self ? "self" : ""}
            style={accentStyle(row.transport)}
          >
            <span class="rank" aria-hidden="true">
              {rows.indexOf(row) + 1}
            </span>
            <span class="mark" aria-hidden="true" />
            <span class="name">{row.name}</span>
            <b>{row.score}</b>
          </li>
        ))}
      </ol>
    </section>
  );
}

export const leaders: Panel = { name: "leaders", slot: () => "right", View: Leaders };
