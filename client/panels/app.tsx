/** Where each panel stands. Corners first: the middle belongs to the fight. */
import { type Commands, connection } from "../view.ts";
import { Badge } from "./badge.tsx";
import { Chat } from "./chat.tsx";
import { KillFeed } from "./feed.tsx";
import { FirstHint, HelpPanel } from "./help.tsx";
import { Join, OutageBanner } from "./join.tsx";
import { Menu } from "./menu.tsx";
import { NetGraph } from "./net-graph.tsx";
import { Podium, RoundClock } from "./round.tsx";
import { SettingsPanel } from "./settings.tsx";
import { Scoreboard, TopThree } from "./standings.tsx";
import { TraceChip } from "./trace-chip.tsx";
import { VitalsPanel } from "./vitals.tsx";
import "./layout.css";

export function App({ commands }: { commands: Commands }) {
  const { phase } = connection.value;
  if (phase !== "playing" && phase !== "reconnecting") return <Join commands={commands} />;
  return (
    <>
      <Podium />
      <div class="top-left">
        <Badge />
        <NetGraph />
      </div>
      <div class="top-centre">
        <RoundClock />
        <OutageBanner />
      </div>
      <div class="top-right">
        <Menu />
        <TopThree />
        <KillFeed />
      </div>
      <div class="bottom-left">
        <Chat commands={commands} />
      </div>
      <div class="bottom-centre">
        <FirstHint />
        <VitalsPanel />
      </div>
      <div class="bottom-right">
        <TraceChip commands={commands} />
      </div>
      <Scoreboard />
      <SettingsPanel commands={commands} />
      <HelpPanel />
    </>
  );
}
