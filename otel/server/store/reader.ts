/** Turns arriving OTLP spans into rows, or says what is wrong with one. */
import { attribute } from "../../shared/attributes.ts";
import {
  enumOf,
  idOf,
  listOf,
  messageOf,
  nanosecondsOf,
  textOf,
  uint32Of,
} from "../otlp/fields.ts";
import type { RequestTally } from "../otlp/limits.ts";
import {
  type OtlpEvent,
  type OtlpId,
  type OtlpLink,
  type OtlpResource,
  type OtlpScope,
  type OtlpSpan,
  RefusedSpan,
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
import { doubleForJson, valueText, Vocabulary } from "./vocabulary.ts";

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

  /** Throws RefusedSpan: all spans of that resource are. */
  origin(
    source: Source,
    resource: OtlpResource | undefined,
    scope: OtlpScope | undefined,
    tally: RequestTally,
  ): Origin {
    tally.resource();
    const { origins } = source;
    const key = JSON.stringify([resource, scope], nameOfDouble);
    const known = origins.get(key);
    if (known) return known;
    const attributes = this.#vocabulary.attributes(resource?.attributes, tally);
    const service = valueText(attributes, attribute.serviceName) || "unknown_service";
    const origin: Origin = {
      source,
      service: this.#name(service),
      resource: attributes,
      droppedResourceAttributes: uint32Of(resource?.droppedAttributesCount, droppedAttributes),
      scopeName: textOf(scope?.name, "a scope's name"),
      scopeVersion: textOf(scope?.version, "a scope's version"),
      scopeAttributes: this.#vocabulary.attributes(scope?.attributes, tally),
      droppedScopeAttributes: uint32Of(scope?.droppedAttributesCount, droppedAttributes),
    };
    if (origins.size >= maxOrigins) origins.clear();
    if (key.length <= maxOriginKey) origins.set(key, origin);
    return origin;
  }

  /** Throws RefusedSpan. */
  row(span: OtlpSpan, origin: Origin, wireBytes: number, tally: RequestTally): SpanRow {
    tally.span();
    const traceId = this.#knownTraceId(requiredId(span.traceId, 32, "traceId"));
    const parentId = idOf(span.parentSpanId, 16, "parentSpanId");
    const start = nanosecondsOf(span.startTimeUnixNano, "startTimeUnixNano");
    const end = nanosecondsOf(span.endTimeUnixNano, "endTimeUnixNano");
    const durationNs = (end.seconds - start.seconds) * 1e9 + (end.nanos - start.nanos);
    const status = messageOf(span.status, "status");
    return {
      traceId,
      spanId: requiredId(span.spanId, 16, "spanId"),
      parentId,
      name: this.#name(textOf(span.name, "name")),
      kind: enumOf(span.kind, kinds, "kind"),
      flags: uint32Of(span.flags, "flags"),
      origin,
      wireBytes,
      startSeconds: start.seconds,
      startNanos: start.nanos,
      // A span that has not ended, end 0, lasts no time.
      durationNs: Math.max(0, durationNs),
      status: enumOf(status?.code, statusCodes, "status code"),
      statusMessage: this.#vocabulary.shared(textOf(status?.message, "status message")),
      attributes: this.#vocabulary.attributes(span.attributes, tally),
      links:
        some(span.links, maxLinks, "links")?.map((link) => this.#link(link, parentId, tally)) ??
        noLinks,
      events:
        some(span.events, maxEvents, "events")?.map((event) => this.#event(event, tally)) ??
        noEvents,
      rare: this.#rarities(span),
    };
  }

  /** Cut where it is too long, between characters. */
  #name(name: string): string {
    if (name.length <= maxNameLength) return this.#vocabulary.shared(name);
    return name.slice(0, maxNameLength - 1).replace(/[\uD800-\uDBFF]$/, "") + "…";
  }

  #rarities(of: OtlpSpan | OtlpLink): Rarities {
    const traceState = this.#vocabulary.shared(textOf(of.traceState, "traceState"));
    const droppedAttributesCount = uint32Of(of.droppedAttributesCount, droppedAttributes);
    const droppedEvents =
      "droppedEventsCount" in of ? uint32Of(of.droppedEventsCount, "droppedEventsCount") : 0;
    const droppedLinks =
      "droppedLinksCount" in of ? uint32Of(of.droppedLinksCount, "droppedLinksCount") : 0;
    return traceState || droppedAttributesCount || droppedEvents || droppedLinks
      ? { traceState, droppedAttributes: droppedAttributesCount, droppedEvents, droppedLinks }
      : noRarities;
  }

  #link(link: OtlpLink | null, parentId: string, tally: RequestTally): RowLink {
    tally.value();
    const spanId = idOf(link?.spanId, 16, "a link's spanId");
    return {
      traceId: this.#knownTraceId(idOf(link?.traceId, 32, "a link's traceId")),
      // A consumer's link is to its parent: one copy serves both.
      spanId: spanId === parentId ? parentId : spanId,
      flags: uint32Of(link?.flags, "a link's flags"),
      rare: link ? this.#rarities(link) : noRarities,
      attributes: this.#vocabulary.attributes(link?.attributes, tally),
    };
  }

  #event(event: OtlpEvent | null, tally: RequestTally): RowEvent {
    tally.value();
    const { seconds, nanos } = nanosecondsOf(event?.timeUnixNano, "an event's timeUnixNano");
    return {
      name: this.#name(textOf(event?.name, "an event's name")),
      timeNs: BigInt(seconds) * 1_000_000_000n + BigInt(nanos),
      attributes: this.#vocabulary.attributes(event?.attributes, tally),
      droppedAttributes: uint32Of(event?.droppedAttributesCount, droppedAttributes),
    };
  }
}

const droppedAttributes = "droppedAttributesCount";

/** opentelemetry/proto/trace/v1/trace.proto, Span.SpanKind. */
const kinds = {
  SPAN_KIND_UNSPECIFIED: 0,
  SPAN_KIND_INTERNAL: 1,
  SPAN_KIND_SERVER: 2,
  SPAN_KIND_CLIENT: 3,
  SPAN_KIND_PRODUCER: 4,
  SPAN_KIND_CONSUMER: 5,
};
/** The same, Status.StatusCode. */
const statusCodes = { STATUS_CODE_UNSET: 0, STATUS_CODE_OK: 1, STATUS_CODE_ERROR: 2 };

function requiredId(field: OtlpId | undefined, digits: 16 | 32, what: string): string {
  const id = idOf(field, digits, what);
  if (id === "") throw new RefusedSpan(`${what} is zero`);
  return id;
}

/** So that resources which differ in NaN and the infinities alone stay two. */
function nameOfDouble(_key: string, value: unknown): unknown {
  return typeof value === "number" ? doubleForJson(value) : value;
}

/** The entries of a list, or undefined if there are none: most spans have neither links nor events, and share one empty list. */
function some<T extends object>(
  list: readonly T[] | undefined,
  max: number,
  what: string,
): readonly T[] | undefined {
  const entries = listOf(list, what);
  if (entries.length > max)
    throw new RefusedSpan(`${entries.length} ${what}, at most ${max} are taken`);
  return entries.length === 0 ? undefined : entries;
}
