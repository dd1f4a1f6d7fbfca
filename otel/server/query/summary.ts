/** One line of a search result: a trace's root, duration, size, and whether parents are missing. */
import { endNs, errorStatus, type SpanRow, startNs } from "../store/span-row.ts";

interface ServiceShare {
  readonly name: string;
  spanCount: number;
  errorSpanCount: number;
}

export function summaryOf(rows: readonly SpanRow[]) {
  const ids = new Set(rows.map(({ spanId }) => spanId));
  const services = new Map<string, ServiceShare>();
  let first = startNs(rows[0]!);
  let last = endNs(rows[0]!);
  let errors = 0;
  let orphans = 0;
  let root = rows[0]!;
  let rootRank = rankOf(root, ids);
  for (const row of rows) {
    const start = startNs(row);
    const end = endNs(row);
    if (start < first) first = start;
    if (end > last) last = end;
    const rank = rankOf(row, ids);
    if (rank > rootRank || (rank === rootRank && start < startNs(root))) {
      root = row;
      rootRank = rank;
    }
    if (rank === 1) orphans += 1;
    const isError = row.status === errorStatus ? 1 : 0;
    errors += isError;
    const share = services.get(row.origin.service) ?? {
      name: row.origin.service,
      spanCount: 0,
      errorSpanCount: 0,
    };
    services.set(share.name, share);
    share.spanCount += 1;
    share.errorSpanCount += isError;
  }
  return {
    traceId: root.traceId,
    // A trace without its root is not named after another span.
    rootServiceName: rootRank === 2 ? root.origin.service : "",
    rootOperationName: rootRank === 2 ? root.name : "",
    minStartTimeUnixNano: String(first),
    maxEndTimeUnixNano: String(last),
    spanCount: rows.length,
    errorSpanCount: errors,
    orphanSpanCount: orphans,
    services: [...services.values()],
  };
}

/** 2 for a root, 1 for an orphan (its parent is not here, or not yet), 0 for a child. */
function rankOf(row: SpanRow, ids: ReadonlySet<string>): 0 | 1 | 2 {
  if (row.parentId === "") return 2;
  return ids.has(row.parentId) ? 0 : 1;
}
