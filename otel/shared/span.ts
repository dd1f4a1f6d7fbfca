/**
 * A finished span as the exporter reads it, created in one step. The SDK's own `startSpan` draws the ids itself and uses whole
 * milliseconds. Here a context exists before its span and both times are given.
 */
import type { SpanAttributes, SpanLink, SpanRecord, TraceContext } from "#protocol/tracing";
import {
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Attributes,
  type HrTime,
  type Link,
  type SpanContext,
  type SpanStatus,
} from "@opentelemetry/api";
import type { InstrumentationScope } from "@opentelemetry/core";
import type { Resource } from "@opentelemetry/resources";
import type { ReadableSpan, TimedEvent } from "@opentelemetry/sdk-trace";

/** The SDK's default of 128 would drop inputs of a full room's tick without notice. */
export const linkCountLimit = 1024;

/** What a span has besides its record. */
interface SpanParts {
  readonly context: TraceContext;
  readonly attributes: Attributes;
  readonly resource: Resource;
  readonly scope: InstrumentationScope;
}

const spanKinds = {
  internal: SpanKind.INTERNAL,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;
const unset: SpanStatus = { code: SpanStatusCode.UNSET };
const noLinks: Link[] = [];
const noEvents: TimedEvent[] = [];

export class FinishedSpan implements ReadableSpan {
  readonly name: string;
  readonly kind: SpanKind;
  readonly parentSpanContext?: SpanContext;
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly duration: HrTime;
  readonly status: SpanStatus;
  readonly attributes: Attributes;
  readonly links: Link[];
  readonly events = noEvents;
  readonly ended = true;
  readonly resource: Resource;
  readonly instrumentationScope: InstrumentationScope;
  readonly droppedAttributesCount = 0;
  readonly droppedEventsCount = 0;
  readonly droppedLinksCount: number;
  readonly #context: SpanContext;

  constructor(record: SpanRecord, { context, attributes, resource, scope }: SpanParts) {
    const { parent, kind = "internal", startMs, endMs, error, links: given } = record;
    const isFromElsewhere = kind === "consumer";
    this.name = record.name;
    this.kind = spanKinds[kind];
    this.#context = spanContextOf(context);
    if (parent) this.parentSpanContext = spanContextOf(parent, isFromElsewhere);
    this.startTime = hrTimeOf(startMs);
    // The clock may have been adjusted in between: a span never has a negative length.
    this.endTime = hrTimeOf(Math.max(startMs, endMs));
    this.duration = hrDuration(this.startTime, this.endTime);
    this.status = error === undefined ? unset : { code: SpanStatusCode.ERROR, message: error };
    this.attributes = attributes;
    const links = given ? linksOf(given, isFromElsewhere ? parent : undefined) : noLinks;
    this.links = links.length > linkCountLimit ? links.slice(0, linkCountLimit) : links;
    this.droppedLinksCount = links.length - this.links.length;
    this.resource = resource;
    this.instrumentationScope = scope;
  }

  spanContext(): SpanContext {
    return this.#context;
  }
}

/** A copy without undefined attributes. */
export function definedAttributes(given: SpanAttributes): Attributes {
  // A spread copies faster than a loop, and an undefined attribute is rare.
  const defined: Attributes = { ...given };
  for (const name in defined) if (defined[name] === undefined) delete defined[name];
  return defined;
}

function linksOf(given: readonly SpanLink[], remote: TraceContext | undefined): Link[] {
  const links: Link[] = [];
  for (const { context, attributes } of given) {
    if (!context.sampled) continue;
    const link: Link = { context: spanContextOf(context, context === remote) };
    if (attributes) link.attributes = definedAttributes(attributes);
    links.push(link);
  }
  return links;
}

function spanContextOf(context: TraceContext, isRemote = false): SpanContext {
  return {
    traceId: context.traceId,
    spanId: context.spanId,
    traceFlags: context.sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    isRemote,
  };
}

/** Seconds and nanoseconds of an epoch time; a double of epoch ms resolves to about 0.24 us. */
function hrTimeOf(epochMs: number): HrTime {
  let seconds = Math.floor(epochMs / 1000);
  let nanos = Math.round((epochMs - seconds * 1000) * 1e6);
  if (nanos >= 1e9) {
    seconds += 1;
    nanos -= 1e9;
  }
  return [seconds, nanos];
}

function hrDuration(start: HrTime, end: HrTime): HrTime {
  const nanos = end[1] - start[1];
  return nanos < 0 ? [end[0] - start[0] - 1, nanos + 1e9] : [end[0] - start[0], nanos];
}
