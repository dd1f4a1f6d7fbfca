/** Who burst whom, for six seconds. */
import { kills } from "../view.ts";
import "./feed.css";

export function KillFeed() {
  return (
    <ul class="feed" aria-label="Kills" aria-live="off">
      {kills.value.map((row) => (
        <li key={row.key} class={row.mine ? "mine" : ""}>
          <b>{row.killer}</b> <span aria-label="burst">›</span> {row.victim}
        </li>
      ))}
    </ul>
  );
}
