/** The last shot and its trace (T), and a warning when spans are missing from traces. */
import type { Panel, PanelProps } from "../panel.ts";
import { MissingSpans } from "./missing-spans.tsx";
import { feedTrace } from "./signals.ts";
import { TraceChip } from "./trace-chip.tsx";

function Trace({ commands }: PanelProps) {
  return (
    <div class="trace">
      <MissingSpans />
      <TraceChip commands={commands} />
    </div>
  );
}

export const trace: Panel = {
  name: "trace",
  slot: (layout) => (layout === "low" ? "left" : "right"),
  View: Trace,
  feed: feedTrace,
  key: {
    codes: ["KeyT"],
    about: "trace of the last shot",
    press: (commands) => commands.openLastShot(),
  },
};
