/** The key numbers of a trace: total, network, queue wait, key press to screen, and when all browsers had seen it. */
import { attribute } from "#protocol/tracing";
import { pluralize } from "#text";
import { clockErrorMs, errorBetweenMs } from "./clock-error.ts";
import { numberAt, type Span } from "./otlp.ts";
import { participantKey } from "./participants.ts";
import type { TraceTree } from "./tree.ts";
import { durationLabel } from "./axis.ts";

/** One message on the network: from the end of `send X` to the start of `process X`. */
export interface Hop {
  readonly from: Span;
  readonly to: Span;
  readonly networkMs: number;
  /** Of both clocks together; the network time may be negative by that much. */
  readonly errorMs: number;
}

export interface KeyNumber {
  readonly name: string;
  readonly valueMs: number;
  readonly errorMs: number;
  readonly note: string;
}

/** Every consumer in the trace with its producer: its parent or, if that is none, a linked span. */
export function hopsOf(tree: TraceTree): Hop[] {
  const hops: Hop[] = [];
  for (const { span: to, parent } of tree.byId.values()) {
    if (to.kind !== "consumer") continue;
    const sources = [parent?.span, ...to.links.map((link) => tree.byId.get(link.spanId)?.span)];
    const from = sources.find((source) => source?.kind === "producer");
    if (from)
      hops.push({
        from,
        to,
        networkMs: to.startMs - from.endMs,
        errorMs: errorBetweenMs(from, to),
      });
  }
  return hops;
}

/**
 * How long inputs waited in the inbox for their tick. A tick has the waits on its links; in a shot's trace it is the time from the
 * end of `process input` to its `dequeued` event, or to the `apply` below it.
 */
export function queueWaitsMs(tree: TraceTree): number[] {
  const waits: number[] = [];
  for (const { span, children } of tree.byId.values()) {
    for (const link of span.links) {
      const waitMs = numberAt(link.attributes, attribute.queueWaitMs);
      if (waitMs !== undefined) waits.push(waitMs);
    }
    if (span.kind !== "consumer") continue;
    const taken =
      span.events.find((event) => event.name === "dequeued")?.atMs ??
      children.find((child) => child.span.name === "apply")?.span.startMs;
    if (taken !== undefined) waits.push(Math.max(0, taken - span.endMs));
  }
  return waits;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

function networkNumber(hops: readonly Hop[]): KeyNumber | undefined {
  const [only] = hops;
  if (!only) return undefined;
  const valueMs = median(hops.map((hop) => hop.networkMs));
  const errorMs = Math.max(...hops.map((hop) => hop.errorMs));
  if (hops.length === 1)
    return { name: "Network", valueMs, errorMs, note: `${only.from.name} → ${only.to.name}` };
  const worst = Math.max(...hops.map((hop) => hop.networkMs));
  return {
    name: "Network, median",
    valueMs,
    errorMs,
    note: `${pluralize(hops.length, "hop")}, worst ${durationLabel(worst)}`,
  };
}

function waitNumber(waitsMs: readonly number[]): KeyNumber | undefined {
  if (waitsMs.length === 0) return undefined;
  const valueMs = median(waitsMs);
  if (waitsMs.length === 1)
    return { name: "Queue wait", valueMs, errorMs: 0, note: "inbox → tick" };
  const note = `${pluralize(waitsMs.length, "input")}, worst ${durationLabel(Math.max(...waitsMs))}`;
  return { name: "Queue wait, median", valueMs, errorMs: 0, note };
}

/** As the shooter measured it (on its `shot`), else the first that any browser reported. */
function photonNumber(tree: TraceTree): KeyNumber | undefined {
  const measured = [...tree.byId.values()].flatMap(({ span }) => {
    const valueMs = numberAt(span.attributes, attribute.inputToPhotonMs);
    return valueMs === undefined ? [] : [{ span, valueMs }];
  });
  const own = measured.find(({ span }) => span === tree.root) ?? measured[0];
  return (
    own && {
      name: "Key press to screen",
      valueMs: own.valueMs,
      errorMs: 0,
      note: `measured by ${own.span.name}`,
    }
  );
}

function seenNumber(tree: TraceTree): KeyNumber | undefined {
  const seen = [...tree.byId.values()]
    .map(({ span }) => span)
    .filter((span) => span.name === "observe");
  const last = seen.toSorted((one, other) => other.endMs - one.endMs)[0];
  if (!last || !tree.root) return undefined;
  const errorMs = tree.root === last ? 0 : clockErrorMs(last) + clockErrorMs(tree.root);
  // A browser has a span for each event it showed: the shot, its hit, its burst.
  const browsers = new Set(seen.map(participantKey)).size;
  return {
    name: "Seen by all after",
    valueMs: last.endMs - tree.root.startMs,
    errorMs,
    note: pluralize(browsers, "browser"),
  };
}

function phaseNumber(tree: TraceTree): KeyNumber | undefined {
  if (tree.root?.name !== "connect") return undefined;
  const phases = tree.byId.get(tree.root.spanId)?.children.map((child) => child.span) ?? [];
  const longest = phases.toSorted(
    (one, other) => other.endMs - other.startMs - (one.endMs - one.startMs),
  )[0];
  return (
    longest && {
      name: "Longest phase",
      valueMs: longest.endMs - longest.startMs,
      errorMs: 0,
      note: longest.name,
    }
  );
}

/** In reading order; a number that this trace does not have is absent. */
export function keyNumbersOf(tree: TraceTree): KeyNumber[] {
  const total = {
    name: "Total",
    valueMs: tree.endMs,
    errorMs: 0,
    note: pluralize(tree.byId.size, "span"),
  };
  const tick = tree.root?.name === "tick" ? tree.root : undefined;
  const tickNumber = tick && {
    name: "Tick",
    valueMs: tick.endMs - tick.startMs,
    errorMs: 0,
    note: "simulation and send",
  };
  return [
    total,
    tickNumber,
    networkNumber(hopsOf(tree)),
    waitNumber(queueWaitsMs(tree)),
    photonNumber(tree),
    seenNumber(tree),
    phaseNumber(tree),
  ].filter((each) => each !== undefined);
}
