/** Puts each panel into its slot: two columns, two rows, and what lies under and over them. The middle belongs to the game. */
import { type Commands, connection } from "../view.ts";
import { Join } from "./join/join.tsx";
import { layout } from "./layout.ts";
import { panels } from "./list.ts";
import type { Slot } from "./panel.ts";
import "./layout.css";

export function App({ commands }: { commands: Commands }) {
  const { phase } = connection.value;
  const fit = layout.value;
  if (phase !== "playing" && phase !== "reconnecting") return <Join commands={commands} />;
  const viewsIn = (slot: Slot) =>
    panels
      .filter((panel) => panel.slot(fit) === slot)
      .map(({ name, View }) => <View key={name} commands={commands} panels={panels} />);
  return (
    <>
      {viewsIn("under")}
      <div class="hud-left">{viewsIn("left")}</div>
      <div class="hud-top">{viewsIn("top")}</div>
      <div class="hud-right">{viewsIn("right")}</div>
      <div class="hud-bottom">{viewsIn("bottom")}</div>
      {viewsIn("over")}
    </>
  );
}
