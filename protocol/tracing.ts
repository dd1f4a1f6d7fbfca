/**
 * What the game asks of tracing. `otel/` implements it; `noTracing` and `noSpans` record nothing.
 * Times are ms since the Unix epoch in server time, as doubles (about 0.24 us of resolution).
 */
export { attribute } from "./span-attributes.ts";

/** A W3C trace context. `traceId` is 32 hex digits, `spanId` 16. */
export interface TraceContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
}

/** An attribute whose value is undefined is left out. Names come from `attribute`. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

export interface SpanLink {
  readonly context: TraceContext;
  readonly attributes?: SpanAttributes;
}

/** A finished span. */
export interface SpanRecord {
  readonly name: string;
  /** A `consumer` has its parent in another process. `internal` where it is missing. */
  readonly kind?: "internal" | "producer" | "consumer";
  /** Drawn before, by `newContext`, where other spans had to name it; a new one under `parent` otherwise. */
  readonly context?: TraceContext;
  /** The root of a trace has none. */
  readonly parent?: TraceContext | undefined;
  /** Links to unsampled contexts are left out: nobody records the span at their end. */
  readonly links?: readonly SpanLink[];
  readonly attributes: SpanAttributes;
  readonly startMs: number;
  readonly endMs: number;
  /** Names what went wrong; undefined for success. */
  readonly error?: string | undefined;
}

/** Records the spans of everything that is no message: a tick, a dial, a swap, a shot and what came of it. */
export interface SpanRecorder {
  /** The context of a span to be recorded later: a child of `parent`, or the root of a new trace. */
  newContext(parent?: TraceContext): TraceContext;
  /** Keeps the span, unless its context is unsampled. Returns its context, for children. */
  record(span: SpanRecord): TraceContext;
}

/** One message as tracing sees it. */
export interface MessageInfo {
  /** Message kind, also the span's destination: `send input`. */
  readonly kind: string;
  readonly sequence: number;
  readonly bodyBytes: number;
  readonly envelopeBytes: number;
  readonly transport: string;
  /** The far side (player id on the server, `server` in a browser). Never part of a span name. */
  readonly peer: string;
}

export interface SpanTimes {
  readonly startMs: number;
  readonly endMs: number;
}

/** Records `send` and `process` spans. The channel asks it on every message, so it decides before anything is built. */
export interface MessageTracer {
  /** Called before a message is encoded. Returns the context to carry, or undefined for none. `parent` is what caused the message. */
  sending(
    facts: Omit<MessageInfo, "bodyBytes" | "envelopeBytes">,
    parent: TraceContext | undefined,
  ): TraceContext | undefined;
  /** Called after the link took or dropped the message. `context` is what `sending` returned. */
  sent(
    facts: MessageInfo,
    context: TraceContext,
    times: SpanTimes,
    parent: TraceContext | undefined,
    outcome: "sent" | "buffered" | "dropped",
  ): void;
  /** Called after a received message was handled. Returns the context of its `process` span. */
  received(
    facts: MessageInfo,
    remote: TraceContext | undefined,
    times: SpanTimes,
  ): TraceContext | undefined;
}

export const noTracing: MessageTracer = {
  sending: () => undefined,
  sent: () => {},
  received: () => undefined,
};

const emptyContext: TraceContext = {
  traceId: "0".repeat(32),
  spanId: "0".repeat(16),
  sampled: false,
};
export const noSpans: SpanRecorder = {
  newContext: () => emptyContext,
  record: () => emptyContext,
};

/** The links of a span that has at most one. */
export const linkTo = (context: TraceContext | undefined): readonly SpanLink[] =>
  context ? [{ context }] : [];
