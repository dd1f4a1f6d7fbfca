/** Who burst whom, for six seconds; the newest first. */
import { kills } from "../../view.ts";
import "./kill-feed.css";

export function KillFeed() {
  return (
    <ul class="feed" aria-label="Kills" aria-live="off">
      {kills.value.toReversed().map((row) => (
        <li key={row.key} class={row.mine ? "mine" : ""}>
          <span>
            <b>{row.killer}</b> <i aria-label="burst">›</i> {row.victim}
          </span>
        </li>
      ))}
    </ul>
  );
}
