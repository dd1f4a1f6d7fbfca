/** Where each panel stands: two columns and the middle of the upper and the lower edge. What is between belongs to the fight. */
import { type Commands, connection } from "../view.ts";
import { layout } from "./layout.ts";
import { Badge } from "./badge/badge.tsx";
import { Chat } from "./chat/chat.tsx";
import { KillFeed } from "./kill-feed/kill-feed.tsx";
import { FirstHint, HelpPanel } from "./help/help.tsx";
import { Join, OutageBanner } from "./join/join.tsx";
import { Menu } from "./menu/menu.tsx";
import { NetGraph } from "./net-graph/net-graph.tsx";
import { Podium, RoundClock } from "./round/round.tsx";
import { SettingsPanel } from "./settings/settings.tsx";
import { MissingSpans } from "./trace/spans.tsx";
import { Scoreboard, TopThree } from "./standings/standings.tsx";
import { TraceChip } from "./trace/trace-chip.tsx";
import { VitalsPanel } from "./vitals/vitals.tsx";
import "./layout.css";

function Trace({ commands }: { commands: Commands }) {
  return (
    <div class="trace">
      <MissingSpans />
      <TraceChip commands={commands} />
    </div>
  );
}

export function App({ commands }: { commands: Commands }) {
  const { phase } = connection.value;
  const fit = layout.value;
  if (phase !== "playing" && phase !== "reconnecting") return <Join commands={commands} />;
  return (
    <>
      <Podium />
      <div class="hud-left">
        <Badge />
        {fit === "tall" && <RoundClock />}
        {fit !== "wide" && <OutageBanner />}
        <NetGraph />
        {fit === "tall" && <FirstHint />}
        {fit === "low" && <Trace commands={commands} />}
        {fit === "tall" && <KillFeed />}
        <Chat commands={commands} />
      </div>
      <div class="hud-top">
        {fit !== "tall" && <RoundClock />}
        {fit === "wide" && <OutageBanner />}
      </div>
      <div class="hud-right">
        <Menu />
        <TopThree />
        {fit !== "tall" && <KillFeed />}
        {fit !== "low" && <Trace commands={commands} />}
      </div>
      <div class="hud-bottom">
        {fit !== "tall" && <FirstHint />}
        <VitalsPanel />
      </div>
      <Scoreboard />
      <SettingsPanel commands={commands} />
      <HelpPanel />
    </>
  );
}
