/** The viewer's addresses: `/traces?…` is a search, `/traces/{traceId}?span=` one trace. The address is the state. */

export interface Search {
  /** Empty: any. */
  readonly service: string;
  readonly operation: string;
  /** As typed: `1.5ms`. */
  readonly minDuration: string;
  readonly maxDuration: string;
  /** As typed: `game.transport=webrtc game.pin=true`. */
  readonly attributes: string;
  readonly lookbackMinutes: number;
  readonly limit: number;
  readonly live: boolean;
}

export type Place =
  | { readonly view: "search"; readonly search: Search }
  | { readonly view: "trace"; readonly traceId: string; readonly spanId: string | undefined };

export const anySearch: Search = {
  service: "",
  operation: "",
  minDuration: "",
  maxDuration: "",
  attributes: "",
  lookbackMinutes: 60,
  limit: 50,
  live: false,
};

const whole = (text: string | null, otherwise: number, most: number): number => {
  const value = Math.trunc(Number(text));
  return text !== null && value >= 1 ? Math.min(value, most) : otherwise;
};

export function placeOf(path: string, query: string): Place {
  const parameters = new URLSearchParams(query);
  const trace = /\/traces\/([0-9a-f]{32})\/?$/i.exec(path);
  if (trace?.[1]) {
    const spanId = parameters.get("span")?.toLowerCase();
    return { view: "trace", traceId: trace[1].toLowerCase(), spanId: spanId || undefined };
  }
  const search: Search = {
    service: parameters.get("service") ?? "",
    operation: parameters.get("operation") ?? "",
    minDuration: parameters.get("min") ?? "",
    maxDuration: parameters.get("max") ?? "",
    attributes: parameters.get("attributes") ?? "",
    lookbackMinutes: whole(parameters.get("lookback"), anySearch.lookbackMinutes, 60 * 24 * 7),
    limit: whole(parameters.get("limit"), anySearch.limit, 1000),
    live: parameters.get("live") === "1",
  };
  return { view: "search", search };
}

export function searchAddress(search: Search): string {
  const parameters = new URLSearchParams();
  const put = (key: string, value: string, absent: string): void => {
    if (value !== absent) parameters.set(key, value);
  };
  put("service", search.service, "");
  put("operation", search.operation, "");
  put("min", search.minDuration.trim(), "");
  put("max", search.maxDuration.trim(), "");
  put("attributes", search.attributes.trim(), "");
  put("lookback", String(search.lookbackMinutes), String(anySearch.lookbackMinutes));
  put("limit", String(search.limit), String(anySearch.limit));
  put("live", search.live ? "1" : "", "");
  const query = parameters.toString();
  return query ? `/traces?${query}` : "/traces";
}

export const traceAddress = (traceId: string, spanId?: string): string =>
  spanId ? `/traces/${traceId}?span=${spanId}` : `/traces/${traceId}`;

/** `a=1 b="two words"` -> { a: "1", b: "two words" }; undefined if a piece has no `=`. */
export function attributesFrom(typed: string): Record<string, string> | undefined {
  const wanted: Record<string, string> = {};
  for (const [piece] of typed.matchAll(/(?:[^\s"]|"[^"]*")+/g)) {
    const at = piece.indexOf("=");
    if (at < 1) return undefined;
    wanted[piece.slice(0, at)] = piece.slice(at + 1).replaceAll('"', "");
  }
  return wanted;
}
