/**
 * The viewer's addresses: `/traces?…` is a search, `/traces/{traceId}?span=&view=` one trace. The address is the state. A part that is
 * not understood becomes a problem for the page to show.
 */

export interface Search {
  /** Empty: any. */
  readonly service: string;
  readonly operation: string;
  /** As typed: `1.5ms`. */
  readonly minDuration: string;
  readonly maxDuration: string;
  /** As typed: `game.transport=webrtc game.tick=5`. */
  readonly attributes: string;
  readonly lookbackMinutes: number;
  readonly limit: number;
  readonly live: boolean;
}

export interface TraceRoute {
  readonly page: "trace";
  readonly traceId: string;
  readonly spanId: string | undefined;
  /** As the address says it: this file does not know which views there are. */
  readonly viewName: string | undefined;
  readonly problems: readonly string[];
}

export type Route =
  | { readonly page: "search"; readonly search: Search; readonly problems: readonly string[] }
  | TraceRoute
  /** `asked` is not a trace id. */
  | { readonly page: "unknown"; readonly asked: string };

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

const maxLookbackMinutes = 60 * 24 * 7;
const maxLimit = 1000;

/** 32 hex digits, or the 16 of older systems, which are the lower half; all zeros are not an id (W3C Trace Context §3.2.2.3). */
const traceIdIn = (text: string): string | undefined =>
  /^(?:[0-9a-f]{16}|[0-9a-f]{32})$/i.test(text) && !/^0+$/.test(text)
    ? text.toLowerCase().padStart(32, "0")
    : undefined;

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

export function routeOf(path: string, query: string): Route {
  const parameters = new URLSearchParams(query);
  const problems: string[] = [];
  const requestedId = decoded(/^\/traces\/(.*?)\/?$/.exec(path)?.[1] ?? "");
  if (requestedId === "")
    return { page: "search", search: searchIn(parameters, problems), problems };
  const traceId = traceIdIn(requestedId);
  if (traceId === undefined) return { page: "unknown", asked: requestedId };
  const span = parameters.get("span") ?? "";
  const spanId = /^[0-9a-f]{16}$/i.test(span) ? span.toLowerCase() : undefined;
  if (span !== "" && spanId === undefined)
    problems.push(`span=${span} is not a span id (16 hex digits): no span is selected`);
  const viewName = parameters.get("view") ?? undefined;
  return { page: "trace", traceId, spanId, viewName, problems };
}

function searchIn(parameters: URLSearchParams, problems: string[]): Search {
  const whole = (name: string, otherwise: number, most: number): number => {
    const text = parameters.get(name);
    if (text === null) return otherwise;
    const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
    if (value >= 1 && value <= most) return value;
    const used = value > most ? most : otherwise;
    problems.push(`${name}=${text}: a whole number from 1 to ${most}; ${used} is used`);
    return used;
  };
  const live = parameters.get("live");
  if (live !== null && live !== "0" && live !== "1") problems.push(`live=${live}: 0 or 1`);
  return {
    service: parameters.get("service") ?? "",
    operation: parameters.get("operation") ?? "",
    minDuration: parameters.get("min") ?? "",
    maxDuration: parameters.get("max") ?? "",
    attributes: parameters.get("attributes") ?? "",
    lookbackMinutes: whole("lookback", anySearch.lookbackMinutes, maxLookbackMinutes),
    limit: whole("limit", anySearch.limit, maxLimit),
    live: live === "1",
  };
}

export function searchUrl(search: Search): string {
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

export function traceUrl(traceId: string, spanId?: string, viewName?: string): string {
  const parameters = new URLSearchParams();
  if (spanId) parameters.set("span", spanId);
  if (viewName) parameters.set("view", viewName);
  return parameters.size > 0 ? `/traces/${traceId}?${parameters}` : `/traces/${traceId}`;
}

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
