/** The net graph (G), in four levels of detail: one line, the strip, percentiles and bytes, everything. */
import { netGraphLevel } from "../../view.ts";
import { Figure } from "../shared/figure.tsx";
import { bytesPerSecond, milliseconds } from "../shared/format.ts";
import type { Panel } from "../panel.ts";
import { ClientRows } from "./client-rows.tsx";
import { LinkRows } from "./link-rows.tsx";
import { PeerMeshRows } from "./peer-mesh-rows.tsx";
import { feedNetGraph, netStats } from "./signals.ts";
import { SpanRow } from "./span-row.tsx";
import { Strip } from "./strip.tsx";
import "./net-graph.css";

const levels = 5;

function NetGraph() {
  const level = netGraphLevel.value;
  if (level === 0) return null;
  const { ageMs, downBytesPerSecond, fps } = netStats.value;
  return (
    <section class="net-graph" aria-label="Net graph">
      <div class="summary">
        <Figure
          label="age"
          about="Age of the world on your screen: the time since the server made the newest snapshot that this page has. Median of the last 5 seconds."
        >
          {milliseconds(ageMs.p50)}
        </Figure>
        <Figure label="down" about="Bytes that this page receives from the server each second.">
          {bytesPerSecond(downBytesPerSecond)}
        </Figure>
        <Figure class="short" label="frames" about="Pictures that this page draws each second.">
          {Math.round(fps)} fps
        </Figure>
      </div>
      {level >= 2 && <Strip />}
      {level >= 3 && (
        <div class="rows">
          <LinkRows />
          {level >= 4 && (
            <>
              <ClientRows />
              <PeerMeshRows />
              <SpanRow />
            </>
          )}
        </div>
      )}
    </section>
  );
}

export const netGraph: Panel = {
  name: "net-graph",
  slot: () => "left",
  View: NetGraph,
  feed: feedNetGraph,
  key: {
    codes: ["KeyG"],
    about: "net graph: more detail each time",
    press: () => {
      netGraphLevel.value = ((netGraphLevel.peek() + 1) % levels) as typeof netGraphLevel.value;
    },
  },
};
