/** The same origin's query API: Jaeger's `/api/v3/*` and our `/api/crosswire/*`. No field of an answer is trusted. */
import { attributesFrom, type Search } from "./route.ts";
import { msFrom } from "./axis.ts";
import { attributesOf, traceFrom, type Attributes, type Trace } from "./otlp.ts";

export interface ServiceCount {
  readonly name: string;
  readonly spanCount: number;
}

export interface TraceSummary {
  readonly traceId: string;
  readonly rootService: string;
  /** Empty while the root has not arrived. */
  readonly rootName: string;
  readonly startUnixMs: number;
  readonly durationMs: number;
  readonly spanCount: number;
  readonly errorSpanCount: number;
  readonly orphanSpanCount: number;
  readonly services: readonly ServiceCount[];
}

export interface Backlink {
  readonly traceId: string;
  readonly spanId: string;
  readonly name: string;
  readonly service: string;
  /** The link's own, for example how long the input waited for its tick. */
  readonly attributes: Attributes;
}

/** Requests refused since the start, by what their senders can do about it (otel/server/refused-requests.ts). */
export interface RefusedRequests {
  readonly notAdmitted: number;
  readonly tooMany: number;
  readonly tooLarge: number;
  readonly malformed: number;
  readonly failed: number;
}

export interface StoreState {
  readonly jaegerUrl: string | undefined;
  /** Stored spans and traces, where the store answers them. */
  readonly spans: number | undefined;
  readonly traces: number | undefined;
  /** Of the stored spans: those that other senders than the server sent. */
  readonly guestSpans: number;
  readonly refusedRequests: RefusedRequests;
  /** Rejected spans of accepted requests, and those among them with too many new names. */
  readonly rejected: number;
  readonly refusedNames: number;
  /** Counts of the spans that are forwarded to a collector. */
  readonly tee: {
    readonly target: string | undefined;
    readonly failedSpans: number;
    readonly refusedSpans: number;
    readonly droppedSpans: number;
    /** Forwarded before, and received again. */
    readonly returnedSpans: number;
  };
}

/** No answer at all: the server is down or the network is. */
class StoreUnreachable extends Error {
  constructor() {
    super(
      "The trace store does not answer. Start the game server with “npm start”; this page tries again by itself.",
    );
  }
}

/** The server answered with an error. */
class QueryRefused extends Error {
  constructor(status: number, reason: string) {
    super(
      status === 400
        ? `The search was refused: ${reason}`
        : `The trace store failed (${status}): ${reason}`,
    );
  }
}

type Raw = Readonly<Record<string, unknown>>;
const record = (value: unknown): Raw =>
  typeof value === "object" && value !== null ? (value as Raw) : {};
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const count = (value: unknown): number => (Number.isFinite(Number(value)) ? Number(value) : 0);

async function answerTo(path: string, signal: AbortSignal): Promise<Raw> {
  const response = await fetch(path, { signal, headers: { accept: "application/json" } }).catch(
    (error: unknown) => {
      if (signal.aborted) throw error;
      throw new StoreUnreachable();
    },
  );
  // A proxy in front of a stopped server answers 502 to 504: to the reader it is the same.
  if (response.status >= 502 && response.status <= 504) throw new StoreUnreachable();
  const body = record(await response.json().catch(() => undefined));
  if (response.ok) return body;
  throw new QueryRefused(
    response.status,
    text(record(body["error"])["message"]) || response.statusText,
  );
}

export async function services(signal: AbortSignal): Promise<string[]> {
  return list((await answerTo("/api/v3/services", signal))["services"])
    .map(text)
    .filter(Boolean);
}

export async function operations(service: string, signal: AbortSignal): Promise<string[]> {
  const answer = await answerTo(
    `/api/v3/operations?service=${encodeURIComponent(service)}`,
    signal,
  );
  return list(answer["operations"])
    .map((each) => text(record(each)["name"]))
    .filter(Boolean);
}

/** The query of a search, or a sentence about what is wrong with it. */
export function queryOf(search: Search, nowUnixMs: number): URLSearchParams | string {
  const query = new URLSearchParams();
  if (search.service) query.set("query.serviceName", search.service);
  if (search.operation) query.set("query.operationName", search.operation);
  for (const [key, typed] of [
    ["durationMin", search.minDuration],
    ["durationMax", search.maxDuration],
  ] as const) {
    if (!typed.trim()) continue;
    const ms = msFrom(typed);
    if (ms === undefined) return `“${typed}” is no duration. Write 250us, 1.5ms or 2s.`;
    query.set(`query.${key}`, `${Math.round(ms * 1e6)}ns`);
  }
  const attributes = attributesFrom(search.attributes);
  if (!attributes) return "An attribute filter is name=value, for example game.transport=webrtc.";
  if (Object.keys(attributes).length > 0) query.set("query.attributes", JSON.stringify(attributes));
  query.set(
    "query.startTimeMin",
    new Date(nowUnixMs - search.lookbackMinutes * 60_000).toISOString(),
  );
  // Spans carry server time, which may be ahead of this browser's clock.
  query.set("query.startTimeMax", new Date(nowUnixMs + 300_000).toISOString());
  query.set("query.searchDepth", String(search.limit));
  return query;
}

/** Unix nanoseconds from a decimal string; 0 for any other value. */
const unixNano = (value: unknown): bigint =>
  /^\d{1,20}$/.test(text(value)) ? BigInt(text(value)) : 0n;

function summaryOf(raw: Raw): TraceSummary {
  const start = unixNano(raw["minStartTimeUnixNano"]);
  const end = unixNano(raw["maxEndTimeUnixNano"]);
  return {
    traceId: text(raw["traceId"]).toLowerCase(),
    rootService: text(raw["rootServiceName"]),
    rootName: text(raw["rootOperationName"]),
    startUnixMs: Number(start / 1000n) / 1000,
    durationMs: Math.max(0, Number(end - start) / 1e6),
    spanCount: count(raw["spanCount"]),
    errorSpanCount: count(raw["errorSpanCount"]),
    orphanSpanCount: count(raw["orphanSpanCount"]),
    services: list(raw["services"]).map((each) => ({
      name: text(record(each)["name"]),
      spanCount: count(record(each)["spanCount"]),
    })),
  };
}

export async function summaries(
  query: URLSearchParams,
  signal: AbortSignal,
): Promise<TraceSummary[]> {
  const answer = await answerTo(`/api/v3/trace-summaries?${query}`, signal);
  return list(answer["summaries"]).map((each) => summaryOf(record(each)));
}

/** Undefined while no span of it is stored, yet or any more. */
export async function trace(traceId: string, signal: AbortSignal): Promise<Trace | undefined> {
  const found = traceFrom(await answerTo(`/api/crosswire/trace?traceId=${traceId}`, signal));
  return found.spans.length + found.malformed > 0 ? found : undefined;
}

export async function backlinks(
  traceId: string,
  spanId: string,
  signal: AbortSignal,
): Promise<Backlink[]> {
  const answer = await answerTo(
    `/api/crosswire/backlinks?traceId=${traceId}&spanId=${spanId}`,
    signal,
  );
  return list(answer["backlinks"]).map((each) => {
    const link = record(each);
    const [trace, span] = [text(link["traceId"]).toLowerCase(), text(link["spanId"]).toLowerCase()];
    return {
      traceId: trace,
      spanId: span,
      name: text(link["name"]),
      service: text(link["service"]),
      attributes: attributesOf(link["attributes"]),
    };
  });
}

export async function storeState(signal: AbortSignal): Promise<StoreState> {
  const answer = await answerTo("/api/crosswire/store", signal);
  const held = (key: string): number | undefined =>
    typeof answer[key] === "number" ? answer[key] : undefined;
  // Only http(s): the address becomes a link.
  const jaegerUrl = text(answer["jaegerUrl"]).replace(/\/$/, "");
  const refused = record(answer["refusedRequests"]);
  const tee = record(answer["tee"]);
  return {
    jaegerUrl: /^https?:\/\//.test(jaegerUrl) ? jaegerUrl : undefined,
    spans: held("spans"),
    traces: held("traces"),
    guestSpans: count(answer["spans"]) - count(answer["serverSpans"] ?? 0),
    refusedRequests: {
      notAdmitted: count(refused["notAdmitted"]),
      tooMany: count(refused["tooMany"]),
      tooLarge: count(refused["tooLarge"]),
      malformed: count(refused["malformed"]),
      failed: count(refused["failed"]),
    },
    rejected: count(answer["rejected"]),
    refusedNames: count(answer["refusedNames"]),
    tee: {
      target: text(tee["target"]) || undefined,
      failedSpans: count(tee["failedSpans"]),
      refusedSpans: count(tee["refusedSpans"]),
      droppedSpans: count(tee["droppedSpans"]),
      returnedSpans: count(tee["returnedSpans"]),
    },
  };
}
