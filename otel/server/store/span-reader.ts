/** Turns received OTLP spans into rows, or says what is wrong with one. */
import { attribute } from "#protocol/tracing";
import {
  enumOf,
  idOf,
  listOf,
  messageOf,
  nanosecondsOf,
  textOf,
  uint32Of,
} from "../otlp/fields.ts";
import { RequestTally } from "../otlp/limits.ts";
import {
  type OtlpEvent,
  type OtlpId,
  type OtlpLink,
  type OtlpResource,
  type OtlpScope,
  type OtlpSpan,
  RejectedSpan,
} from "../otlp/request.ts";
import {
  noRareFields,
  type Origin,
  type RareFields,
  type RowEvent,
  type RowLink,
  type SpanRow,
} from "./span-row.ts";
import { doubleForJson, valueText } from "./attributes.ts";
import { bigintBytes, numberBytes, objectBytes, stringBytes } from "./heap.ts";
import type { Interner } from "./interner.ts";
import type { Source } from "./source-table.ts";

/** A tick of a full room links to at most this many inputs. */
const maxLinks = 4096;
const maxEvents = 1024;
/** Names are put into addresses and lists. */
const maxNameLength = 512;
const noLinks: readonly RowLink[] = [];
const noEvents: readonly RowEvent[] = [];

const idBytes = stringBytes("0".repeat(16));
/** Heap bytes of a row, its place in its trace, its id, and a number that becomes a heap object in all rows once it is large in one. */
const rowBytes = objectBytes(18) + 8 + idBytes + numberBytes(0.5);
/** Heap bytes of a link with its place in the row and in the index of links. */
const linkBytes = objectBytes(5) + 8 + idBytes;
const eventBytes = objectBytes(4) + 8 + bigintBytes;

/** Reads the spans of one request and counts their heap bytes. */
export class SpanReader {
  readonly source: Source;
  readonly #tally = new RequestTally();
  readonly #storedTraceId: (traceId: string) => string | undefined;
  readonly #newTraceIds = new Map<string, string>();

  /** `heldTraceId` returns the copy of an id that is stored already: every span arrives with a new one. */
  constructor(source: Source, heldTraceId: (traceId: string) => string | undefined) {
    this.source = source;
    this.#storedTraceId = heldTraceId;
  }

  /** Why no further span is accepted; undefined while one is. */
  get exhausted(): string | undefined {
    return this.#tally.exhausted;
  }

  /** @throws RejectedSpan for all spans of that resource */
  origin(resource: OtlpResource | undefined, scope: OtlpScope | undefined): Origin {
    const { interner } = this.source;
    const tally = this.#tally;
    tally.resource();
    const key = JSON.stringify([resource, scope], nameOfDouble);
    return interner.origin(key, () => this.#origin(interner, resource, scope), tally);
  }

  #origin(
    interner: Interner,
    resource: OtlpResource | undefined,
    scope: OtlpScope | undefined,
  ): Origin {
    const tally = this.#tally;
    const attributes = interner.attributes(resource?.attributes, tally);
    const service = valueText(attributes, attribute.serviceName) || "unknown_service";
    const origin: Origin = {
      source: this.source,
      interner,
      service: this.#name(service, interner),
      resource: attributes,
      droppedResourceAttributes: uint32Of(resource?.droppedAttributesCount, droppedAttributes),
      scopeName: interner.text(textOf(scope?.name, "a scope's name"), tally),
      scopeVersion: interner.text(textOf(scope?.version, "a scope's version"), tally),
      scopeAttributes: interner.attributes(scope?.attributes, tally),
      droppedScopeAttributes: uint32Of(scope?.droppedAttributesCount, droppedAttributes),
    };
    tally.commitHeap();
    return origin;
  }

  /** @throws RejectedSpan */
  row(span: OtlpSpan, origin: Origin): SpanRow {
    const { interner } = origin;
    const tally = this.#tally;
    tally.span();
    tally.heapBytes = rowBytes;
    const traceId = this.#traceId(requiredId(span.traceId, 32, "traceId"));
    const parentId = idOf(span.parentSpanId, 16, "parentSpanId");
    if (parentId) tally.heapBytes += idBytes;
    const start = nanosecondsOf(span.startTimeUnixNano, "startTimeUnixNano");
    const end = nanosecondsOf(span.endTimeUnixNano, "endTimeUnixNano");
    const durationNs = (end.seconds - start.seconds) * 1e9 + (end.nanos - start.nanos);
    const status = messageOf(span.status, "status");
    return {
      traceId,
      spanId: requiredId(span.spanId, 16, "spanId"),
      parentId,
      name: this.#name(textOf(span.name, "name"), interner),
      kind: enumOf(span.kind, kinds, "kind"),
      flags: uint32Of(span.flags, "flags"),
      origin,
      startSeconds: start.seconds,
      startNanos: start.nanos,
      // A span that has not ended has end 0: its duration is 0.
      durationNs: Math.max(0, durationNs),
      status: enumOf(status?.code, statusCodes, "status code"),
      statusMessage: interner.text(textOf(status?.message, "status message"), tally),
      attributes: interner.attributes(span.attributes, tally),
      links:
        entriesOrUndefined(span.links, maxLinks, "links")?.map((link) =>
          this.#link(link, parentId, interner),
        ) ?? noLinks,
      events:
        entriesOrUndefined(span.events, maxEvents, "events")?.map((event) =>
          this.#event(event, interner),
        ) ?? noEvents,
      rareFields: this.#rareFields(span, interner),
      // Last, when all of the row is counted.
      heapBytes: tally.commitHeap(),
    };
  }

  #traceId(id: string): string {
    const known = this.#storedTraceId(id) ?? this.#newTraceIds.get(id);
    if (known !== undefined) return known;
    this.#newTraceIds.set(id, id);
    this.#tally.heapBytes += stringBytes(id);
    return id;
  }

  /** A name that is too long is cut between characters. */
  #name(name: string, interner: Interner): string {
    const isLong = name.length > maxNameLength;
    return interner.text(isLong ? truncated(name) : name, this.#tally);
  }

  #rareFields(of: OtlpSpan | OtlpLink, interner: Interner): RareFields {
    const traceState = interner.text(textOf(of.traceState, "traceState"), this.#tally);
    const droppedAttributesCount = uint32Of(of.droppedAttributesCount, droppedAttributes);
    const droppedEvents =
      "droppedEventsCount" in of ? uint32Of(of.droppedEventsCount, "droppedEventsCount") : 0;
    const droppedLinks =
      "droppedLinksCount" in of ? uint32Of(of.droppedLinksCount, "droppedLinksCount") : 0;
    if (!traceState && !droppedAttributesCount && !droppedEvents && !droppedLinks)
      return noRareFields;
    this.#tally.heapBytes += objectBytes(4);
    return { traceState, droppedAttributes: droppedAttributesCount, droppedEvents, droppedLinks };
  }

  #link(link: OtlpLink | null, parentId: string, interner: Interner): RowLink {
    const tally = this.#tally;
    tally.value();
    tally.heapBytes += linkBytes;
    const spanId = idOf(link?.spanId, 16, "a link's spanId");
    return {
      traceId: this.#traceId(idOf(link?.traceId, 32, "a link's traceId")),
      // A consumer's link is to its parent: one copy serves both.
      spanId: spanId === parentId ? parentId : spanId,
      flags: uint32Of(link?.flags, "a link's flags"),
      rareFields: link ? this.#rareFields(link, interner) : noRareFields,
      attributes: interner.attributes(link?.attributes, tally),
    };
  }

  #event(event: OtlpEvent | null, interner: Interner): RowEvent {
    const tally = this.#tally;
    tally.value();
    tally.heapBytes += eventBytes;
    const { seconds, nanos } = nanosecondsOf(event?.timeUnixNano, "an event's timeUnixNano");
    return {
      name: this.#name(textOf(event?.name, "an event's name"), interner),
      timeNs: BigInt(seconds) * 1_000_000_000n + BigInt(nanos),
      attributes: interner.attributes(event?.attributes, tally),
      droppedAttributes: uint32Of(event?.droppedAttributesCount, droppedAttributes),
    };
  }
}

const truncated = (name: string): string =>
  name.slice(0, maxNameLength - 1).replace(/[\uD800-\uDBFF]$/, "") + "…";

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
/** opentelemetry/proto/trace/v1/trace.proto, Status.StatusCode. */
const statusCodes = { STATUS_CODE_UNSET: 0, STATUS_CODE_OK: 1, STATUS_CODE_ERROR: 2 };

function requiredId(field: OtlpId | undefined, digits: 16 | 32, what: string): string {
  const id = idOf(field, digits, what);
  if (id === "") throw new RejectedSpan(`${what} is zero`);
  return id;
}

/** Resources that differ only in NaN and the infinities stay apart. */
function nameOfDouble(_key: string, value: unknown): unknown {
  return typeof value === "number" ? doubleForJson(value) : value;
}

/** The entries of a list, or undefined if there are none: most spans have neither links nor events, and share one empty list. */
function entriesOrUndefined<T extends object>(
  list: readonly T[] | undefined,
  max: number,
  what: string,
): readonly T[] | undefined {
  const entries = listOf(list, what);
  if (entries.length > max)
    throw new RejectedSpan(`${entries.length} ${what}, at most ${max} are taken`);
  return entries.length === 0 ? undefined : entries;
}
