/** Shown while no link is open: what happened and what the page tries. The player still sees the arena. */
import { connection } from "../../view.ts";
import type { Panel } from "../panel.ts";
import "./outage.css";

function Outage() {
  const { phase, statusText } = connection.value;
  if (phase !== "reconnecting") return null;
  return (
    <p class="outage">
      <span class="spinner" aria-hidden="true" />
      {statusText || "The connection is lost. Connecting again; the server keeps your ship."}
    </p>
  );
}

export const outage: Panel = {
  name: "outage",
  slot: (layout) => (layout === "wide" ? "top" : "left"),
  View: Outage,
};
