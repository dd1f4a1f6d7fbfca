/** Who links to a span. Links within one trace need no index: that trace's rows are at hand, and they are the most. */
import type { RowLink, SpanRow } from "./row.ts";

export interface Backlink {
  /** The span that links here. */
  readonly from: SpanRow;
  readonly link: RowLink;
}

/** Thousands of spans may link to one; nobody reads more than this, and each is looked at to be sure. */
const maxBacklinks = 1000;
const maxLooked = 10_000;

export class LinkIndex {
  /** By the linked span's id. Nearly always one row, and a set costs more than the row. */
  readonly #linking = new Map<string, SpanRow | Set<SpanRow>>();

  add(row: SpanRow): void {
    for (const { traceId, spanId } of row.links) {
      if (traceId === row.traceId || spanId === "") continue;
      const linking = this.#linking.get(spanId);
      if (linking === undefined) this.#linking.set(spanId, row);
      else if (linking instanceof Set) linking.add(row);
      else if (linking !== row) this.#linking.set(spanId, new Set([linking, row]));
    }
  }

  remove(row: SpanRow): void {
    for (const { traceId, spanId } of row.links) {
      if (traceId === row.traceId || spanId === "") continue;
      const linking = this.#linking.get(spanId);
      if (linking instanceof Set) linking.delete(row);
      if (linking === row || (linking instanceof Set && linking.size === 0)) {
        this.#linking.delete(spanId);
      }
    }
  }

  /** At most 1000, those of the same trace first. */
  backlinks(traceId: string, spanId: string, withinTrace: readonly SpanRow[]): readonly Backlink[] {
    const linking = this.#linking.get(spanId) ?? [];
    const elsewhere = linking instanceof Set ? linking : [linking].flat();
    const found: Backlink[] = [];
    let looked = 0;
    for (const rows of [withinTrace, elsewhere]) {
      for (const from of rows) {
        looked += 1 + from.links.length / 16;
        if (looked > maxLooked || found.length === maxBacklinks) return found;
        const link = from.links.find((to) => to.spanId === spanId && to.traceId === traceId);
        if (link) found.push({ from, link });
      }
    }
    return found;
  }
}
