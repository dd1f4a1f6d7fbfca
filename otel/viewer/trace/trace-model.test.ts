import { signal } from "@preact/signals";
import { expect, test } from "vitest";
import { shot } from "../fixtures/shot-trace.ts";
import { otlpFrom } from "../fixtures/otlp.ts";
import { traceFrom } from "../otlp.ts";
import { TraceModel } from "./trace-model.ts";

function modelOf(originUnixMs = 1000) {
  const model = new TraceModel(signal(undefined));
  const trace = traceFrom(otlpFrom(shot("s", "webrtc", 2, "t"), originUnixMs));
  model.accept(trace);
  return { model, trace };
}
const stateOf = ({ rows, selectedId, visibleRange, detailsOpen, finder }: TraceModel) => ({
  rows: rows.value.length,
  selected: selectedId.value,
  visible: visibleRange.value,
  detailsOpen: detailsOpen.value,
  matching: finder.matchingIds.value?.size,
});

test("two models of one trace collapse, select, zoom, open details and find independently", () => {
  const { model: one } = modelOf();
  const { model: other } = modelOf();
  const before = stateOf(other);
  expect(stateOf(one)).toEqual(before);
  const root = one.tree.value!.root!;
  one.setCollapsed(root.spanId, true);
  one.selectSpan(root.spanId);
  one.zoomRange.value = { fromMs: 1, toMs: 2 };
  one.detailsOpen.value = true;
  one.finder.text.value = "observe";

  expect(stateOf(one)).toEqual({
    rows: 1,
    selected: root.spanId,
    visible: { fromMs: 1, toMs: 2 },
    detailsOpen: true,
    matching: 3,
  });
  expect(stateOf(other)).toEqual(before);
});

test("selecting a span expands the spans above it", () => {
  const { model, trace } = modelOf();
  for (const { spanId } of trace.spans) model.setCollapsed(spanId, true);
  expect(model.rows.value).toHaveLength(1);
  const deepest = [...model.tree.value!.byId.values()].toSorted((a, b) => b.depth - a.depth)[0]!;
  model.selectSpan(deepest.span.spanId);
  expect(model.rows.value.map(({ span }) => span.spanId)).toContain(deepest.span.spanId);
});

test("a zoom keeps showing the same moment when an earlier first span arrives", () => {
  const { model, trace } = modelOf();
  model.zoomRange.value = { fromMs: 1, toMs: 2 };
  model.accept({ ...trace, originUnixNano: trace.originUnixNano - 5_000_000n });
  expect(model.zoomRange.value).toEqual({ fromMs: 6, toMs: 7 });
});
