/**
 * Reads OTLP JSON, as the query API answers it, into flat spans whose times are ms since the trace's first span.
 * Unix nanoseconds do not fit a double (2^53), so they are subtracted as BigInt first: the differences are exact.
 * A span without ids or times is counted as malformed and left out.
 */
import { attribute } from "#protocol/tracing";

export type SpanKind = "internal" | "server" | "client" | "producer" | "consumer";
export type AttributeValue =
  | string
  | number
  | boolean
  | readonly AttributeValue[]
  | ReadonlyMap<string, AttributeValue>;
export type Attributes = ReadonlyMap<string, AttributeValue>;

export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: Attributes;
}

export interface SpanEvent {
  readonly name: string;
  readonly atMs: number;
  readonly attributes: Attributes;
}

export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  readonly kind: SpanKind;
  readonly service: string;
  /** `service.instance.id`: tells one browser from another. */
  readonly instance: string;
  /** Since `Trace.originUnixNano`. */
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Attributes;
  readonly resource: Attributes;
  readonly events: readonly SpanEvent[];
  readonly links: readonly SpanLink[];
  /** The status message, or "error" for a status without one; undefined for a span without error. */
  readonly error: string | undefined;
  readonly droppedLinks: number;
}

export interface Trace {
  readonly originUnixNano: bigint;
  readonly spans: readonly Span[];
  /** Spans left out because ids or times were unreadable. */
  readonly malformed: number;
}

type Raw = Readonly<Record<string, unknown>>;
const record = (value: unknown): Raw =>
  typeof value === "object" && value !== null ? (value as Raw) : {};
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const hexId = (value: unknown, digits: number): string | undefined => {
  const id = text(value).toLowerCase();
  return id.length === digits && /^[0-9a-f]+$/.test(id) && !/^0+$/.test(id) ? id : undefined;
};

/** Decimal string or number, as OTLP JSON allows both for 64-bit values. */
function nanoseconds(value: unknown): bigint | undefined {
  if (typeof value === "string" && /^\d{1,20}$/.test(value)) return BigInt(value);
  if (typeof value === "number" && Number.isFinite(value) && value > 0)
    return BigInt(Math.trunc(value));
  return undefined;
}

/** Exact to a nanosecond for any difference under 104 days. */
export const msBetween = (fromUnixNano: bigint, toUnixNano: bigint): number =>
  Number(toUnixNano - fromUnixNano) / 1e6;

/** A double, which proto3 JSON writes as a string where JSON has no number for it: `"NaN"`, `"Infinity"`, `"-Infinity"`. */
function double(raw: unknown): number | undefined {
  if (typeof raw === "number") return raw;
  return typeof raw === "string" && raw.trim() !== "" ? Number(raw) : undefined;
}

function attributeValue(raw: unknown): AttributeValue | undefined {
  const value = record(raw);
  if (typeof value["stringValue"] === "string") return value["stringValue"];
  if (typeof value["boolValue"] === "boolean") return value["boolValue"];
  if (value["doubleValue"] !== undefined) return double(value["doubleValue"]);
  if (value["intValue"] !== undefined) {
    const whole = Number(value["intValue"]);
    return Number.isSafeInteger(whole) ? whole : text(value["intValue"]) || whole;
  }
  if (value["arrayValue"] !== undefined)
    return list(record(value["arrayValue"])["values"]).flatMap((each) => {
      const entry = attributeValue(each);
      // Lists in lists are not flattened.
      return entry === undefined ? [] : [entry];
    });
  if (value["kvlistValue"] !== undefined)
    return attributesOf(record(value["kvlistValue"])["values"]);
  return typeof value["bytesValue"] === "string" ? value["bytesValue"] : undefined;
}

/** `[{ key, value: { stringValue | intValue | … } }]`, as spans, links, events and resources carry it. */
export function attributesOf(raw: unknown): Attributes {
  const attributes = new Map<string, AttributeValue>();
  for (const each of list(raw)) {
    const value = attributeValue(record(each)["value"]);
    if (value !== undefined) attributes.set(text(record(each)["key"]), value);
  }
  return attributes;
}

const kinds: readonly SpanKind[] = [
  "internal",
  "internal",
  "server",
  "client",
  "producer",
  "consumer",
];
function kindOf(raw: unknown): SpanKind {
  if (typeof raw === "number") return kinds[raw] ?? "internal";
  const name = text(raw).replace("SPAN_KIND_", "").toLowerCase();
  return kinds.find((kind) => kind === name) ?? "internal";
}

function errorOf(raw: unknown): string | undefined {
  const status = record(raw);
  const failed = status["code"] === 2 || status["code"] === "STATUS_CODE_ERROR";
  return failed ? text(status["message"]) || "error" : undefined;
}

interface Timed {
  readonly raw: Raw;
  readonly resource: Attributes;
  readonly start: bigint;
  readonly end: bigint;
}

function* timedSpans(answer: unknown): Generator<Timed | undefined> {
  const result = record(record(answer)["result"] ?? answer);
  for (const resourceSpans of list(result["resourceSpans"])) {
    const resource = attributesOf(record(record(resourceSpans)["resource"])["attributes"]);
    for (const scopeSpans of list(record(resourceSpans)["scopeSpans"])) {
      for (const each of list(record(scopeSpans)["spans"])) {
        const raw = record(each);
        const start = nanoseconds(raw["startTimeUnixNano"]);
        const end = nanoseconds(raw["endTimeUnixNano"]);
        const named =
          hexId(raw["traceId"], 32) !== undefined && hexId(raw["spanId"], 16) !== undefined;
        yield named && start !== undefined && end !== undefined
          ? { raw, resource, start, end }
          : undefined;
      }
    }
  }
}

function linksOf(raw: unknown): SpanLink[] {
  return list(raw).flatMap((each) => {
    const link = record(each);
    const traceId = hexId(link["traceId"], 32);
    const spanId = hexId(link["spanId"], 16);
    return traceId && spanId
      ? [{ traceId, spanId, attributes: attributesOf(link["attributes"]) }]
      : [];
  });
}

function eventsOf(raw: unknown, origin: bigint): SpanEvent[] {
  return list(raw).map((each) => {
    const event = record(each);
    const atMs = msBetween(origin, nanoseconds(event["timeUnixNano"]) ?? origin);
    return { name: text(event["name"]), atMs, attributes: attributesOf(event["attributes"]) };
  });
}

function spanOf({ raw, resource, start, end }: Timed, origin: bigint): Span {
  return {
    traceId: text(raw["traceId"]).toLowerCase(),
    spanId: text(raw["spanId"]).toLowerCase(),
    parentSpanId: hexId(raw["parentSpanId"], 16),
    name: text(raw["name"]) || "(unnamed)",
    kind: kindOf(raw["kind"]),
    service: textAt(resource, attribute.serviceName) ?? "unknown",
    instance: textAt(resource, attribute.serviceInstance) ?? "",
    startMs: msBetween(origin, start),
    endMs: msBetween(origin, end),
    attributes: attributesOf(raw["attributes"]),
    resource,
    events: eventsOf(raw["events"], origin),
    links: linksOf(raw["links"]),
    error: errorOf(raw["status"]),
    droppedLinks: Number(raw["droppedLinksCount"] ?? 0) || 0,
  };
}

/** Reads one trace. A span that arrived twice (an exporter's retry) counts once. */
export function traceFrom(answer: unknown): Trace {
  const read = [...timedSpans(answer)];
  const timed = read.filter((each) => each !== undefined);
  const origin = timed.reduce<bigint | undefined>(
    (earliest, { start }) => (earliest === undefined || start < earliest ? start : earliest),
    undefined,
  );
  const spans = new Map<string, Span>();
  for (const each of timed) {
    const span = spanOf(each, origin ?? 0n);
    if (!spans.has(span.spanId)) spans.set(span.spanId, span);
  }
  return {
    originUnixNano: origin ?? 0n,
    spans: [...spans.values()],
    malformed: read.length - timed.length,
  };
}

/** A number among the attributes, or undefined: `clock.error_ms`, `game.queue.wait_ms`. */
export function numberAt(attributes: Attributes, key: string): number | undefined {
  const value = attributes.get(key);
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

export function textAt(attributes: Attributes, key: string): string | undefined {
  const value = attributes.get(key);
  return value === undefined ? undefined : textOf(value);
}

/** A value as a person types it into a search, without units. */
export function textOf(value: AttributeValue): string {
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) return value.map(textOf).join();
  return [...(value as Attributes)].map(([key, each]) => `${key}=${textOf(each)}`).join();
}
