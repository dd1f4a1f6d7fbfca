/** Finds the spans of other traces that link to a span. Links within one trace, most of all links, are found in that trace's rows. */
import { mapBytes } from "./heap.ts";
import type { RowLink, SpanRow } from "./span-row.ts";

export interface Backlink {
  /** The span that has the link. */
  readonly from: SpanRow;
  readonly link: RowLink;
}

/** Thousands of spans may link to one; nobody reads more than this, and each is checked when it is read. */
const maxBacklinks = 1000;
const maxScannedLinks = 10_000;

const setEntryBytes = mapBytes(1) - mapBytes(0);

export class LinkIndex {
  /** By the linked span's id. Nearly always one row, and a set would take more memory than the row. */
  readonly #linking = new Map<string, SpanRow | Set<SpanRow>>();
  #sets = 0;
  #rowsInSets = 0;

  get heapBytes(): number {
    const sets = this.#sets * mapBytes(0) + this.#rowsInSets * setEntryBytes;
    return mapBytes(this.#linking.size) + sets;
  }

  add(row: SpanRow): void {
    for (const { traceId, spanId } of row.links) {
      if (traceId === row.traceId || spanId === "") continue;
      const linking = this.#linking.get(spanId);
      if (linking === undefined) this.#linking.set(spanId, row);
      else if (linking instanceof Set) this.#addTo(linking, row);
      else if (linking !== row) {
        const set = new Set([linking]);
        this.#linking.set(spanId, set);
        this.#sets += 1;
        this.#rowsInSets += 1;
        this.#addTo(set, row);
      }
    }
  }

  remove(row: SpanRow): void {
    for (const { traceId, spanId } of row.links) {
      if (traceId === row.traceId || spanId === "") continue;
      const linking = this.#linking.get(spanId);
      if (linking === row) this.#linking.delete(spanId);
      if (!(linking instanceof Set) || !linking.delete(row)) continue;
      this.#rowsInSets -= 1;
      if (linking.size > 0) continue;
      this.#sets -= 1;
      this.#linking.delete(spanId);
    }
  }

  #addTo(set: Set<SpanRow>, row: SpanRow): void {
    const before = set.size;
    this.#rowsInSets += set.add(row).size - before;
  }

  /** At most 1000, spans of the same trace first. */
  backlinks(traceId: string, spanId: string, withinTrace: readonly SpanRow[]): readonly Backlink[] {
    const linking = this.#linking.get(spanId) ?? [];
    const elsewhere = linking instanceof Set ? linking : [linking].flat();
    const found: Backlink[] = [];
    let scannedLinks = 0;
    for (const rows of [withinTrace, elsewhere]) {
      for (const from of rows) {
        scannedLinks += 1 + from.links.length / 16;
        if (scannedLinks > maxScannedLinks || found.length === maxBacklinks) return found;
        const link = from.links.find((to) => to.spanId === spanId && to.traceId === traceId);
        if (link) found.push({ from, link });
      }
    }
    return found;
  }
}
