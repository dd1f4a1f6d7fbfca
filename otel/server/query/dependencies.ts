/** Counts which service calls which, itself included, by parents and children. Links do not count, as in Jaeger. */
import { setImmediate } from "node:timers/promises";
import { type SpanRow, startUs } from "../store/span-row.ts";
import type { TraceStore } from "../store/trace-store.ts";

export interface Dependency {
  readonly parent: string;
  readonly child: string;
  callCount: number;
}

/** Walking the whole store would delay a tick; this many spans do not. */
const spansPerSlice = 5000;

export async function dependenciesBetween(
  store: TraceStore,
  fromUs: number,
  toUs: number,
): Promise<readonly Dependency[]> {
  const found = new Map<string, Dependency>();
  let scannedSpans = 0;
  for (const rows of store.tracesOf()) {
    scannedSpans += rows.length;
    if (scannedSpans > spansPerSlice) {
      scannedSpans = 0;
      await setImmediate();
    }
    count(rows, fromUs, toUs, found);
  }
  return [...found.values()];
}

function count(
  rows: readonly SpanRow[],
  fromUs: number,
  toUs: number,
  found: Map<string, Dependency>,
): void {
  const services = new Map(rows.map((row) => [row.spanId, row.origin.service]));
  for (const row of rows) {
    const parent = services.get(row.parentId);
    const child = row.origin.service;
    const at = startUs(row);
    if (parent === undefined || at < fromUs || at > toUs) continue;
    const key = JSON.stringify([parent, child]);
    const dependency = found.get(key) ?? { parent, child, callCount: 0 };
    found.set(key, dependency);
    dependency.callCount += 1;
  }
}
