/** A tick as a fan: inputs on the left, one step of the world, snapshots on the right. */
import { attribute } from "#protocol/tracing";
import "./fan.css";
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { pluralize } from "#text";
import { durationLabel } from "../axis.ts";
import { textAt } from "../otlp.ts";
import { fanOf, fanRows, type FanData } from "./fan-layout.ts";
import { barPx, InputNode, SnapshotNode, tickHalfPx, type FanNodePosition } from "./fan-nodes.tsx";
import { useTrace } from "./use-trace.ts";

function Drawing({ fan, widthPx }: { readonly fan: FanData; readonly widthPx: number }) {
  const { inputs, snapshots, tick } = fan;
  const rows = fanRows(inputs.length, snapshots.length);
  const middleY = rows.heightPx / 2;
  const longestWaitMs = Math.max(1e-6, ...inputs.map((input) => input.waitMs ?? 0));
  const longestHopMs = Math.max(1e-6, ...snapshots.map(({ hop }) => hop?.networkMs ?? 0));
  const positionOf = (index: number, count: number, share: number): FanNodePosition => ({
    y: rows.yOf(index, count),
    middleY,
    widthPx,
    barLengthPx: Math.max(1, share * (barPx(widthPx) - 4)),
    barWidthPx: rows.barWidthPx(count),
    labelled: rows.hasLabels(count),
  });
  const crowded = !rows.hasLabels(Math.max(inputs.length, snapshots.length));
  return (
    <svg
      class={crowded ? "number fan-crowded" : "number"}
      width={widthPx}
      height={rows.heightPx}
      role="group"
      aria-label="Inputs and snapshots of this tick"
    >
      {inputs.map((input, index) => (
        <InputNode
          key={index}
          input={input}
          place={positionOf(index, inputs.length, (input.waitMs ?? 0) / longestWaitMs)}
        />
      ))}
      {snapshots.map((snapshot, index) => {
        const share = Math.max(0, snapshot.hop?.networkMs ?? 0) / longestHopMs;
        return (
          <SnapshotNode
            key={snapshot.span.spanId}
            snapshot={snapshot}
            place={positionOf(index, snapshots.length, share)}
          />
        );
      })}
      <rect
        class="fan-tick"
        x={widthPx / 2 - tickHalfPx}
        y={middleY - 20}
        width={tickHalfPx * 2}
        height={40}
        rx={4}
      />
      <text class="fan-name" x={widthPx / 2} y={middleY - 3} text-anchor="middle">
        {textAt(tick.attributes, attribute.tick) ?? "tick"}
      </text>
      <text x={widthPx / 2} y={middleY + 12} text-anchor="middle">
        {durationLabel(tick.endMs - tick.startMs)}
      </text>
    </svg>
  );
}

export function Fan() {
  const { hopTo, tree } = useTrace();
  const container = useRef<HTMLDivElement>(null);
  const widthPx = useSignal(0);
  const fan = tree.value && fanOf(tree.value, [...hopTo.value.values()]);
  useEffect(() => {
    if (!container.current) return undefined;
    const sizes = new ResizeObserver(([entry]) => {
      widthPx.value = Math.floor(entry?.contentRect.width ?? 0);
    });
    sizes.observe(container.current);
    return () => sizes.disconnect();
  }, [fan === undefined]);
  if (!fan) return null;
  return (
    <figure class="fan">
      <figcaption>
        <span>
          {pluralize(fan.inputs.length, "input")} in <small>and how long each waited</small>
        </span>
        <span>
          <small>each on the wire for</small> {pluralize(fan.snapshots.length, "snapshot")} out
        </span>
      </figcaption>
      <div ref={container}>
        {widthPx.value > 0 && <Drawing fan={fan} widthPx={widthPx.value} />}
      </div>
    </figure>
  );
}
