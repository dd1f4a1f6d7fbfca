/** The few numbers that one opens a trace for: total, network, queue wait, input to photon, who saw it and when. */
import { attribute } from "#protocol/tracing";
import { pluralize } from "#text";
import { clockErrorMs, errorBetweenMs } from "./clock.ts";
import { numberAt, type Span } from "./otlp.ts";
import { participantKey } from "./participants.ts";
import type { TraceTree } from "./tree.ts";
import { durationLabel } from "./axis.ts";

/** One message's way across a wire: from the end of `send X` to the start of `process X`. */
export interface Hop {
  readonly from: Span;
  readonly to: Span;
  readonly networkMs: number;
  /** Both clocks together; a hop may even seem negative by that much. */
  readonly errorMs: number;
}

export interface KeyNumber {
  readonly name: string;
  readonly valueMs: number;
  readonly errorMs: number;
  readonly note: string;
}

/** Every consumer in the trace with the producer that it names as parent or, failing that, by a link. */
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
 * How long inputs stood in the inbox until a tick took them. A tick says so on its links; in a journey it is the time
 * from the end of `process input` to its `dequeued` event, or to the `apply` that it led to.
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

/** The shooter's own measure (on its `shot`) where there is one, else the first that any browser reported. */
function photonNumber(tree: TraceTree): KeyNumber | undefined {
  const measured = [...tree.byId.values()].flatMap(({ span }) => {
    const valueMs = numberAt(span.attributes, attribute.inputToPhotonMs);
    return valueMs === undefined ? [] : [{ span, valueMs }];
  });
  const own = measured.find(({ span }) => span === tree.root) ?? measured[0];
  return (
    own && {
      name: "Input to photon",
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
  // A browser reports each thing it showed: the shot, its hit, its burst.
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

/** In the order of reading; a number that this trace cannot give is absent. */
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
