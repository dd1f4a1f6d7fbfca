/**
 * A finished span as the exporter reads it, made in one step. The SDK's own `startSpan` draws the ids itself and stamps whole
 * milliseconds; here a context exists before its span, both times are explicit, and one costs under a microsecond.
 */
import {
  SpanStatusCode,
  TraceFlags,
  type Attributes,
  type HrTime,
  type Link,
  type SpanContext,
  type SpanKind,
  type SpanStatus,
} from "@opentelemetry/api";
import type { InstrumentationScope } from "@opentelemetry/core";
import type { Resource } from "@opentelemetry/resources";
import type { ReadableSpan, TimedEvent } from "@opentelemetry/sdk-trace";
import type { SpanTimes, TraceContext } from "./tracers.ts";

/** The SDK's default of 128 would silently lose the inputs of a full room's tick. */
export const linkCountLimit = 1024;

export interface SpanRecord {
  readonly name: string;
  readonly kind: SpanKind;
  readonly context: TraceContext;
  readonly parent?: TraceContext | undefined;
  /** The parent lives in another process. */
  readonly parentIsRemote?: boolean;
  readonly times: SpanTimes;
  readonly attributes: Attributes;
  readonly links?: Link[];
  /** Names what went wrong; absent is success. */
  readonly error?: string | undefined;
}

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

  constructor(record: SpanRecord, resource: Resource, scope: InstrumentationScope) {
    const links = record.links ?? noLinks;
    this.name = record.name;
    this.kind = record.kind;
    this.#context = spanContextOf(record.context);
    if (record.parent) {
      this.parentSpanContext = spanContextOf(record.parent, record.parentIsRemote);
    }
    this.startTime = hrTimeOf(record.times.startMs);
    // A clock that was slewed in between must not give a span of negative length.
    this.endTime = hrTimeOf(Math.max(record.times.startMs, record.times.endMs));
    this.duration = hrDuration(this.startTime, this.endTime);
    this.status =
      record.error === undefined ? unset : { code: SpanStatusCode.ERROR, message: record.error };
    this.attributes = record.attributes;
    this.links = links.length > linkCountLimit ? links.slice(0, linkCountLimit) : links;
    this.droppedLinksCount = links.length - this.links.length;
    this.resource = resource;
    this.instrumentationScope = scope;
  }

  spanContext(): SpanContext {
    return this.#context;
  }
}

export function spanContextOf(context: TraceContext, isRemote = false): SpanContext {
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
