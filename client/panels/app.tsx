/** Where each panel stands. Corners first: the middle belongs to the fight. */
import { type Commands, connection } from "../view.ts";
import { arrangement } from "./arrangement.ts";
import { Badge } from "./badge.tsx";
import { Chat } from "./chat.tsx";
import { KillFeed } from "./feed.tsx";
import { FirstHint, HelpPanel } from "./help.tsx";
import { Join, OutageBanner } from "./join.tsx";
import { Menu } from "./menu.tsx";
import { NetGraph } from "./net-graph.tsx";
import { Podium, RoundClock } from "./round.tsx";
import { SettingsPanel } from "./settings.tsx";
import { MissingSpans } from "./spans.tsx";
import { Scoreboard, TopThree } from "./standings.tsx";
import { TraceChip } from "./trace-chip.tsx";
import { VitalsPanel } from "./vitals.tsx";
import "./layout.css";

export function App({ commands }: { commands: Commands }) {
  const { phase } = connection.value;
  const fit = arrangement.value;
  if (phase !== "playing" && phase !== "reconnecting") return <Join commands={commands} />;
  return (
    <>
      <Podium />
      <div class="top-left">
        <Badge />
        {fit === "tall" && <RoundClock />}
        <NetGraph />
        {fit === "tall" && <KillFeed />}
        {fit !== "wide" && <Chat commands={commands} />}
      </div>
      <div class="top-centre">
        {fit !== "tall" && <RoundClock />}
        {fit !== "tall" && <OutageBanner />}
      </div>
      <div class="top-right">
        <Menu />
        <TopThree />
        {fit !== "tall" && <KillFeed />}
      </div>
      <div class="bottom-left">{fit === "wide" && <Chat commands={commands} />}</div>
      <div class="bottom-centre">
        {fit === "tall" && <OutageBanner />}
        <FirstHint />
        {fit !== "wide" && <MissingSpans />}
        {fit !== "wide" && <TraceChip commands={commands} />}
        <VitalsPanel />
      </div>
      <div class="bottom-right">
        {fit === "wide" && <MissingSpans />}
        {fit === "wide" && <TraceChip commands={commands} />}
      </div>
      <Scoreboard />
      <SettingsPanel commands={commands} />
      <HelpPanel />
    </>
  );
}
