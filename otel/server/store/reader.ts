/** Turns arriving OTLP spans into rows, or says what is wrong with one. */
import { attribute } from "../../shared/attributes.ts";
import {
  listOf,
  MalformedOtlp,
  type OtlpEvent,
  type OtlpId,
  type OtlpLink,
  type OtlpResource,
  type OtlpScope,
  type OtlpSpan,
  type OtlpUint64,
} from "../otlp/request.ts";
import {
  noRarities,
  type Origin,
  type Rarities,
  type RowEvent,
  type RowLink,
  type SpanRow,
} from "./row.ts";
import type { Source } from "./sources.ts";
import { textOf, Vocabulary } from "./vocabulary.ts";

/** A tick of a full room links to at most this many inputs; more is not ours. */
const maxLinks = 4096;
const maxEvents = 1024;
/** Names go into addresses and lists. */
const maxNameLength = 512;
/** Of one source. */
const maxOrigins = 1024;
const maxOriginKey = 8192;
const noLinks: readonly RowLink[] = [];
const noEvents: readonly RowEvent[] = [];

export class SpanReader {
  readonly #vocabulary = new Vocabulary();
  readonly #knownTraceId: (traceId: string) => string;

  /** `knownTraceId` answers the copy of an id that is kept already: each arrives anew with every span. */
  constructor(knownTraceId: (traceId: string) => string) {
    this.#knownTraceId = knownTraceId;
  }

  origin(source: Source, resource: OtlpResource | undefined, scope: OtlpScope | undefined): Origin {
    const { origins } = source;
    const key = JSON.stringify([resource, scope]);
    const known = origins.get(key);
    if (known) return known;
    const attributes = this.#vocabulary.attributes(resource?.attributes);
    const service = textOf(attributes, attribute.serviceName) || "unknown_service";
    const origin: Origin = {
      source,
      service: this.#name(service),
      resource: attributes,
      droppedResourceAttributes: count(resource?.droppedAttributesCount),
      scopeName: text(scope?.name),
      scopeVersion: text(scope?.version),
      scopeAttributes: this.#vocabulary.attributes(scope?.attributes),
      droppedScopeAttributes: count(scope?.droppedAttributesCount),
    };
    if (origins.size >= maxOrigins) origins.clear();
    if (key.length <= maxOriginKey) origins.set(key, origin);
    return origin;
  }

  row(span: OtlpSpan, origin: Origin, wireBytes: number): SpanRow {
    const traceId = this.#knownTraceId(hexId(span.traceId, 32, "traceId"));
    const parentId = span.parentSpanId?.length ? hexId(span.parentSpanId, 16, "parentSpanId") : "";
    const start = nanosOf(span.startTimeUnixNano, "startTimeUnixNano");
    const end = nanosOf(span.endTimeUnixNano, "endTimeUnixNano");
    const durationNs = (end.seconds - start.seconds) * 1e9 + (end.nanos - start.nanos);
    return {
      traceId,
      spanId: hexId(span.spanId, 16, "spanId"),
      parentId,
      name: this.#name(text(span.name)),
      kind: oneOf(span.kind, 5),
      flags: count(span.flags),
      origin,
      wireBytes,
      startSeconds: start.seconds,
      startNanos: start.nanos,
      durationNs: Math.max(0, durationNs),
      status: oneOf(span.status?.code, 2),
      statusMessage: this.#vocabulary.shared(text(span.status?.message)),
      attributes: this.#vocabulary.attributes(span.attributes),
      links:
        some(span.links, maxLinks, "links")?.map((link) => this.#link(link, parentId)) ?? noLinks,
      events:
        some(span.events, maxEvents, "events")?.map((event) => this.#event(event)) ?? noEvents,
      rare: this.#rarities(span),
    };
  }

  /** Cut where it is too long, between characters. */
  #name(name: string): string {
    if (name.length <= maxNameLength) return this.#vocabulary.shared(name);
    return name.slice(0, maxNameLength - 1).replace(/[\uD800-\uDBFF]$/, "") + "…";
  }

  #rarities(of: OtlpSpan | OtlpLink): Rarities {
    const traceState = this.#vocabulary.shared(text(of.traceState));
    const droppedAttributes = count(of.droppedAttributesCount);
    const droppedEvents = "droppedEventsCount" in of ? count(of.droppedEventsCount) : 0;
    const droppedLinks = "droppedLinksCount" in of ? count(of.droppedLinksCount) : 0;
    return traceState || droppedAttributes || droppedEvents || droppedLinks
      ? { traceState, droppedAttributes, droppedEvents, droppedLinks }
      : noRarities;
  }

  #link(link: OtlpLink, parentId: string): RowLink {
    const spanId = hexId(link.spanId, 16, "link's spanId");
    return {
      traceId: this.#knownTraceId(hexId(link.traceId, 32, "link's traceId")),
      // A consumer's link is to its parent: one copy serves both.
      spanId: spanId === parentId ? parentId : spanId,
      flags: count(link.flags),
      rare: this.#rarities(link),
      attributes: this.#vocabulary.attributes(link.attributes),
    };
  }

  #event(event: OtlpEvent): RowEvent {
    const { seconds, nanos } = nanosOf(event.timeUnixNano, "event's timeUnixNano");
    return {
      name: this.#name(text(event.name)),
      timeNs: BigInt(seconds) * 1_000_000_000n + BigInt(nanos),
      attributes: this.#vocabulary.attributes(event.attributes),
      droppedAttributes: count(event.droppedAttributesCount),
    };
  }
}

function text(field: unknown): string {
  return typeof field === "string" ? field : "";
}

function oneOf(field: unknown, max: number): number {
  return Number.isInteger(field) && (field as number) >= 0 && (field as number) <= max
    ? (field as number)
    : 0;
}

/** A uint32, as all counts and flags are. */
function count(field: unknown): number {
  return oneOf(field, 0xffff_ffff);
}

/** The entries of a list, or undefined if there are none: most spans have neither links nor events, and share one empty list. */
function some<T>(
  list: readonly T[] | undefined,
  max: number,
  what: string,
): readonly T[] | undefined {
  const entries = listOf(list, what);
  if (entries.length > max)
    throw new MalformedOtlp(`${entries.length} ${what}, at most ${max} are taken`);
  return entries.length === 0 ? undefined : entries;
}

const hexDigits = /^[0-9a-f]+$/;

function hexId(id: OtlpId | undefined, digits: 16 | 32, what: string): string {
  const hex =
    typeof id === "string"
      ? id.toLowerCase()
      : id instanceof Uint8Array
        ? Buffer.from(id).toString("hex")
        : "";
  if (hex.length !== digits || !hexDigits.test(hex))
    throw new MalformedOtlp(`${what} is not ${digits} hex digits`);
  if (/^0+$/.test(hex)) throw new MalformedOtlp(`${what} is zero`);
  return hex;
}

/** Uint64 nanoseconds, as decimal string or number, split so that nothing is rounded. */
function nanosOf(time: OtlpUint64 | undefined, what: string): { seconds: number; nanos: number } {
  const digits = typeof time === "number" && Number.isSafeInteger(time) ? String(time) : time;
  if (typeof digits === "number" && digits >= 0 && digits < 2 ** 64) {
    return { seconds: Math.floor(digits / 1e9), nanos: Math.floor(digits % 1e9) };
  }
  if (typeof digits !== "string" || !/^\d{1,20}$/.test(digits))
    throw new MalformedOtlp(`${what} is no time`);
  const cut = digits.length - 9;
  return {
    seconds: cut > 0 ? Number(digits.slice(0, cut)) : 0,
    nanos: Number(digits.slice(Math.max(0, cut))),
  };
}
