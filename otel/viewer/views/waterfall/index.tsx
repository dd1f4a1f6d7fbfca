/** The waterfall: a tree of spans on the left, their bars on a common time axis on the right, and what their marks mean. */
import { useMemo } from "preact/hooks";
import type { View } from "../view.ts";
import { Legend } from "./legend.tsx";
import { Waterfall } from "./waterfall.tsx";
import { WaterfallContext, WaterfallLayout } from "./waterfall-layout.ts";

function WaterfallView() {
  const layout = useMemo(() => new WaterfallLayout(), []);
  return (
    <WaterfallContext.Provider value={layout}>
      <Legend />
      <Waterfall />
    </WaterfallContext.Provider>
  );
}

export const waterfall: View = {
  name: "waterfall",
  label: "Waterfall",
  Component: WaterfallView,
};
