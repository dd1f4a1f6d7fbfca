/**
 * The layout of a tick's fan: inputs on the left (one for each link), the tick in the middle, snapshots on the right. The length of
 * the bar beside a node is the time that the input waited, or that the snapshot was on the network.
 */
import { attribute } from "#protocol/tracing";
import { numberAt, textAt, type Span } from "../otlp.ts";
import { transportOf } from "../participants.ts";
import type { Hop } from "../key-numbers.ts";
import type { TraceTree } from "../tree.ts";

export interface FanInput {
  readonly traceId: string;
  readonly spanId: string;
  readonly player: string;
  readonly waitMs: number | undefined;
}

export interface FanSnapshot {
  readonly span: Span;
  readonly transport: string | undefined;
  /** Undefined while the browser has not reported the snapshot: it is on the network, lost, or its span has not been sent yet. */
  readonly hop: Hop | undefined;
}

export interface FanData {
  readonly tick: Span;
  readonly inputs: readonly FanInput[];
  readonly snapshots: readonly FanSnapshot[];
}

/** Undefined unless the root is a tick. */
export function fanOf(tree: TraceTree, hops: readonly Hop[]): FanData | undefined {
  const tick = tree.root;
  if (tick?.name !== "tick") return undefined;
  const hopFrom = new Map(hops.map((hop) => [hop.from.spanId, hop]));
  const inputs = tick.links.map(({ traceId, spanId, attributes }) => ({
    traceId,
    spanId,
    player: textAt(attributes, attribute.player) ?? spanId.slice(0, 4),
    waitMs: numberAt(attributes, attribute.queueWaitMs),
  }));
  const children = tree.byId.get(tick.spanId)?.children ?? [];
  const snapshots = children
    .filter(({ span }) => span.kind === "producer")
    .map(({ span }) => ({ span, transport: transportOf(span), hop: hopFrom.get(span.spanId) }));
  snapshots.sort(byTransport);
  return {
    tick,
    inputs: inputs.toSorted((one, other) => (other.waitMs ?? 0) - (one.waitMs ?? 0)),
    snapshots,
  };
}

/** Sorted by transport, so by colour: in the order of sending a hundred lines would mix to grey. */
const byTransport = (one: FanSnapshot, other: FanSnapshot): number =>
  (one.transport ?? "").localeCompare(other.transport ?? "") ||
  (one.hop?.networkMs ?? Infinity) - (other.hop?.networkMs ?? Infinity);

/** Between rows with labels; with more nodes rows are closer and have none. */
const roomyStepPx = 20;
const maxHeightPx = 360;
const minLabelStepPx = 13;

export interface FanRows {
  readonly heightPx: number;
  /** The middle of node `index` out of `count`. */
  yOf(index: number, count: number): number;
  hasLabels(count: number): boolean;
  /** Narrow enough that bars do not touch. */
  barWidthPx(count: number): number;
}

export function fanRows(inputs: number, snapshots: number): FanRows {
  const most = Math.max(inputs, snapshots, 3);
  const heightPx = Math.min(maxHeightPx, most * roomyStepPx + 8);
  const stepFor = (count: number): number =>
    Math.min(roomyStepPx, (heightPx - 8) / Math.max(1, count));
  return {
    heightPx,
    yOf: (index, count) => heightPx / 2 + (index - (count - 1) / 2) * stepFor(count),
    hasLabels: (count) => stepFor(count) >= minLabelStepPx,
    barWidthPx: (count) => Math.min(3, stepFor(count) * 0.7),
  };
}
