/** The two kinds of node in a tick's fan: an input that waited, a snapshot that was sent. Each opens its span. */
import { attribute } from "#protocol/tracing";
import { traceUrl } from "../route.ts";
import { durationLabel } from "../axis.ts";
import { textAt } from "../otlp.ts";
import { participantKey, transportColour } from "../participants.ts";
import type { FanInput, FanSnapshot } from "./fan-layout.ts";
import { useTrace } from "./use-trace.ts";

export interface FanNodePosition {
  readonly y: number;
  readonly middleY: number;
  readonly widthPx: number;
  readonly barLengthPx: number;
  readonly barWidthPx: number;
  readonly labelled: boolean;
}

/** Half of the tick's box, where the lines begin and end. */
export const tickHalfPx = 34;
const tight = (widthPx: number): boolean => widthPx < 500;
/** Width of the labels on either side; the bars are between labels and nodes. */
const labelPx = (widthPx: number): number => (tight(widthPx) ? 100 : 168);
export const barPx = (widthPx: number): number => (tight(widthPx) ? 24 : 120);

/** Player ids may be 36 characters long, and differ more often at their ends. */
function shortened(name: string, widthPx: number): string {
  const most = tight(widthPx) ? 5 : 13;
  return name.length > most ? `…${name.slice(1 - most)}` : name;
}

const arc = (fromX: number, fromY: number, toX: number, toY: number): string => {
  const bend = (fromX + toX) / 2;
  return `M${fromX} ${fromY}C${bend} ${fromY} ${bend} ${toY} ${toX} ${toY}`;
};

export function InputNode({
  input,
  place,
}: {
  readonly input: FanInput;
  readonly place: FanNodePosition;
}) {
  const { y, widthPx, labelled } = place;
  const words = labelPx(widthPx);
  const node = words + barPx(widthPx);
  const wait = input.waitMs === undefined ? "?" : durationLabel(input.waitMs);
  return (
    <a
      href={traceUrl(input.traceId, input.spanId)}
      aria-label={`Input of ${input.player}, waited ${wait}`}
      tabIndex={labelled ? 0 : -1}
    >
      <title>{`${input.player}: waited ${wait}`}</title>
      <path class="fan-line" d={arc(node, y, widthPx / 2 - tickHalfPx, place.middleY)} />
      <path
        class="fan-wait"
        stroke-width={place.barWidthPx}
        d={`M${node - place.barLengthPx} ${y}H${node}`}
      />
      {labelled && (
        <>
          <circle class="fan-node" cx={node} cy={y} r={3} />
          <text x={words - 8} y={y + 4} text-anchor="end">
            <tspan class="fan-who">{shortened(input.player, widthPx)}</tspan> {wait}
          </text>
        </>
      )}
    </a>
  );
}

export function SnapshotNode({
  snapshot,
  place,
}: {
  readonly snapshot: FanSnapshot;
  readonly place: FanNodePosition;
}) {
  const { participants } = useTrace();
  const { span, hop, transport } = snapshot;
  const { y, widthPx, labelled } = place;
  const words = widthPx - labelPx(widthPx);
  const node = words - barPx(widthPx);
  const to = hop && participants.value.get(participantKey(hop.to));
  const who = to?.label ?? textAt(span.attributes, attribute.peer) ?? "?";
  const took = hop ? durationLabel(hop.networkMs) : "unseen";
  const target = hop?.to ?? span;
  return (
    <a
      href={traceUrl(target.traceId, target.spanId)}
      aria-label={`Snapshot to ${who} over ${transport ?? "an unnamed transport"}, ${hop ? took : "not reported as arrived"}`}
      tabIndex={labelled ? 0 : -1}
      style={{ "--colour": transportColour(transport) }}
    >
      <title>{`${who} · ${transport ?? ""}: ${hop ? took : "not reported as arrived"}`}</title>
      <path class="fan-line fan-out" d={arc(widthPx / 2 + tickHalfPx, place.middleY, node, y)} />
      <path
        class={hop ? "fan-wait fan-out" : "fan-wait fan-out fan-lost"}
        stroke-width={hop ? place.barWidthPx : 1}
        d={`M${node} ${y}h${hop ? place.barLengthPx : 12}`}
      />
      {labelled && (
        <>
          <circle class="fan-node fan-out" cx={node} cy={y} r={3} />
          <text x={words + 8} y={y + 4}>
            {took}{" "}
            <tspan class="fan-who">
              {tight(widthPx) && to ? to.letter : shortened(who, widthPx)}
            </tspan>
          </text>
        </>
      )}
    </a>
  );
}
