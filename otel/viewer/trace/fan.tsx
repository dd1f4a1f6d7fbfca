/** A tick as it works: inputs in, one step of the world, snapshots out. Every node opens its span. */
import "./fan.css";
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { traceAddress } from "../address.ts";
import { durationLabel } from "../axis.ts";
import { textAt } from "../otlp.ts";
import { participantKey, transportColour } from "../participants.ts";
import { fanOf, fanRows, type FanFacts, type FanInput, type FanSnapshot } from "./fanLayout.ts";
import { hopTo, participants, tree } from "./model.ts";

/** Room for words on either side; the bars for waiting and for the wire stand between words and node. */
const labelPx = (widthPx: number): number => (widthPx < 500 ? 88 : 168);
const barPx = (widthPx: number): number => (widthPx < 500 ? 34 : 120);

interface Placed {
  readonly y: number;
  readonly widthPx: number;
  readonly barLengthPx: number;
  readonly middleY: number;
  readonly labelled: boolean;
}

const arc = (fromX: number, fromY: number, toX: number, toY: number): string => {
  const bend = (fromX + toX) / 2;
  return `M${fromX} ${fromY}C${bend} ${fromY} ${bend} ${toY} ${toX} ${toY}`;
};

function Input({
  input,
  y,
  widthPx,
  barLengthPx,
  middleY,
  labelled,
}: Placed & { readonly input: FanInput }) {
  const words = labelPx(widthPx);
  const node = words + barPx(widthPx);
  const wait = input.waitMs === undefined ? "wait unknown" : durationLabel(input.waitMs);
  return (
    <a
      href={traceAddress(input.traceId, input.spanId)}
      aria-label={`Input of ${input.player}, waited ${wait}`}
      tabIndex={labelled ? 0 : -1}
    >
      <title>{`${input.player}: waited ${wait}`}</title>
      <path class="fan-line" d={arc(node, y, widthPx / 2 - 34, middleY)} />
      <path class="fan-wait" d={`M${node - barLengthPx} ${y}H${node}`} />
      <circle class="fan-node" cx={node} cy={y} r={labelled ? 3 : 1.5} />
      {labelled && (
        <text x={words - 8} y={y + 4} text-anchor="end">
          <tspan class="fan-who">{input.player}</tspan> {wait}
        </text>
      )}
    </a>
  );
}

function Snapshot({
  snapshot,
  y,
  widthPx,
  barLengthPx,
  middleY,
  labelled,
}: Placed & { readonly snapshot: FanSnapshot }) {
  const { span, hop } = snapshot;
  const words = widthPx - labelPx(widthPx);
  const node = words - barPx(widthPx);
  const to = hop && participants.value.get(participantKey(hop.to))?.label;
  const who =
    to ?? textAt(span.attributes, "game.peer") ?? textAt(span.attributes, "game.player.id") ?? "?";
  const took = hop ? durationLabel(hop.networkMs) : "not reported";
  const target = hop?.to ?? span;
  return (
    <a
      href={traceAddress(target.traceId, target.spanId)}
      aria-label={`Snapshot to ${who} over ${snapshot.transport ?? "an unnamed transport"}, ${took}`}
      tabIndex={labelled ? 0 : -1}
      style={{ "--colour": transportColour(snapshot.transport) }}
    >
      <title>{`${who} · ${snapshot.transport ?? ""}: ${took}`}</title>
      <path class="fan-line fan-out" d={arc(widthPx / 2 + 34, middleY, node, y)} />
      <path
        class={hop ? "fan-wait fan-out" : "fan-wait fan-out fan-lost"}
        d={`M${node} ${y}h${hop ? barLengthPx : 12}`}
      />
      <circle class="fan-node fan-out" cx={node} cy={y} r={labelled ? 3 : 1.5} />
      {labelled && (
        <text x={words + 8} y={y + 4}>
          {took} <tspan class="fan-who">{who}</tspan>
        </text>
      )}
    </a>
  );
}

function Drawing({ fan, widthPx }: { readonly fan: FanFacts; readonly widthPx: number }) {
  const { inputs, snapshots, tick } = fan;
  const rows = fanRows(inputs.length, snapshots.length);
  const middleY = rows.heightPx / 2;
  const longestWaitMs = Math.max(1e-6, ...inputs.map((input) => input.waitMs ?? 0));
  const longestHopMs = Math.max(1e-6, ...snapshots.map((snapshot) => snapshot.hop?.networkMs ?? 0));
  const placed = (index: number, count: number, share: number): Placed => {
    const barLengthPx = Math.max(1, share * (barPx(widthPx) - 4));
    return {
      y: rows.yOf(index, count),
      widthPx,
      barLengthPx,
      middleY,
      labelled: rows.labelled(count),
    };
  };
  return (
    <svg
      class="number"
      width={widthPx}
      height={rows.heightPx}
      role="group"
      aria-label="Inputs and snapshots of this tick"
    >
      {inputs.map((input, index) => (
        <Input
          key={input.spanId}
          input={input}
          {...placed(index, inputs.length, (input.waitMs ?? 0) / longestWaitMs)}
        />
      ))}
      {snapshots.map((snapshot, index) => (
        <Snapshot
          key={snapshot.span.spanId}
          snapshot={snapshot}
          {...placed(
            index,
            snapshots.length,
            Math.max(0, snapshot.hop?.networkMs ?? 0) / longestHopMs,
          )}
        />
      ))}
      <rect class="fan-tick" x={widthPx / 2 - 34} y={middleY - 20} width={68} height={40} rx={4} />
      <text class="fan-name" x={widthPx / 2} y={middleY - 3} text-anchor="middle">
        {textAt(tick.attributes, "game.tick") ?? "tick"}
      </text>
      <text x={widthPx / 2} y={middleY + 12} text-anchor="middle">
        {durationLabel(tick.endMs - tick.startMs)}
      </text>
    </svg>
  );
}

export function Fan() {
  const ground = useRef<HTMLDivElement>(null);
  const widthPx = useSignal(0);
  const fan = tree.value && fanOf(tree.value, [...hopTo.value.values()]);
  useEffect(() => {
    if (!ground.current) return undefined;
    const sizes = new ResizeObserver(
      ([entry]) => (widthPx.value = Math.floor(entry?.contentRect.width ?? 0)),
    );
    sizes.observe(ground.current);
    return () => sizes.disconnect();
  }, [fan === undefined]);
  if (!fan) return null;
  return (
    <figure class="fan">
      <figcaption>
        <span>
          {fan.inputs.length} inputs in <small>and how long each waited</small>
        </span>
        <span>
          <small>each on the wire for</small> {fan.snapshots.length} snapshots out
        </span>
      </figcaption>
      <div ref={ground}>{widthPx.value > 0 && <Drawing fan={fan} widthPx={widthPx.value} />}</div>
    </figure>
  );
}
