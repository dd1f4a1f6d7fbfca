/** Every panel of the HUD. Panels of one slot, the buttons of the menu and the keys of the help stand in this order. */
import { badge } from "./badge/badge.tsx";
import { chat } from "./chat/chat.tsx";
import { help } from "./help/help.tsx";
import { hint } from "./hint/hint.tsx";
import { killFeed } from "./kill-feed/kill-feed.tsx";
import { leaders } from "./leaders/leaders.tsx";
import { menu } from "./menu/menu.tsx";
import { netGraph } from "./net-graph/net-graph.tsx";
import { outage } from "./outage/outage.tsx";
import type { Panel } from "./panel.ts";
import { podium } from "./podium/podium.tsx";
import { roundClock } from "./round-clock/round-clock.tsx";
import { scoreboard } from "./scoreboard/scoreboard.tsx";
import { settings } from "./settings/settings.tsx";
import { trace } from "./trace/trace.tsx";
import { vitals } from "./vitals/vitals.tsx";

export const panels: readonly Panel[] = [
  podium,
  badge,
  roundClock,
  outage,
  netGraph,
  hint,
  menu,
  leaders,
  killFeed,
  trace,
  scoreboard,
  chat,
  vitals,
  help,
  settings,
];
