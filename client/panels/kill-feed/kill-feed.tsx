/** Who burst whom in the last six seconds, the newest first. */
import type { Panel } from "../panel.ts";
import { feedKillFeed, kills } from "./signals.ts";
import "./kill-feed.css";

function KillFeed() {
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

export const killFeed: Panel = {
  name: "kill-feed",
  slot: (layout) => (layout === "tall" ? "left" : "right"),
  View: KillFeed,
  feed: feedKillFeed,
};
