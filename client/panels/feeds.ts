/** The panels whose signals follow the game, in no particular order. */
import type { ClientGame } from "../client-game.ts";
import { feedBadge } from "./badge/signals.ts";
import { feedChat } from "./chat/signals.ts";
import { feedJoin } from "./join/signals.ts";
import { feedKillFeed } from "./kill-feed/signals.ts";
import { feedNetGraph } from "./net-graph/signals.ts";
import { feedRound } from "./round/signals.ts";
import { feedSettings } from "./settings/signals.ts";
import { feedStandings } from "./standings/signals.ts";
import { feedTrace } from "./trace/signals.ts";
import { feedVitals } from "./vitals/signals.ts";

const feeds: readonly ((game: ClientGame) => void)[] = [
  feedBadge,
  feedChat,
  feedJoin,
  feedKillFeed,
  feedNetGraph,
  feedRound,
  feedSettings,
  feedStandings,
  feedTrace,
  feedVitals,
];

export function feedPanels(game: ClientGame): void {
  for (const feed of feeds) feed(game);
}
