/**
 * What the message layer asks of tracing. Implemented in `otel/`; `noTracing` costs nothing.
 * Times are ms since the Unix epoch in server time, as doubles (about 0.24 us of resolution).
 */

/** A W3C trace context. `traceId` is 32 hex digits, `spanId` 16. */
export interface TraceContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
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

export interface MessageTracer {
  /** Asked before a message is sealed: the context to carry, or undefined for none. `parent` is what caused it. */
  sending(
    facts: Omit<MessageInfo, "bodyBytes" | "envelopeBytes">,
    parent: TraceContext | undefined,
  ): TraceContext | undefined;
  /** The message went (or was dropped by the link); `context` is what `sending` answered. */
  sent(
    facts: MessageInfo,
    context: TraceContext,
    times: { startMs: number; endMs: number },
    parent: TraceContext | undefined,
    outcome: "sent" | "buffered" | "dropped",
  ): void;
  /** A message arrived and was handled; answers the context of its `process` span. */
  received(
    facts: MessageInfo,
    remote: TraceContext | undefined,
    times: { startMs: number; endMs: number },
  ): TraceContext | undefined;
}

export const noTracing: MessageTracer = {
  sending: () => undefined,
  sent: () => {},
  received: () => undefined,
};

export interface SpanTimes {
  readonly startMs: number;
  readonly endMs: number;
}

/** An input as a tick consumed it: the context of its `process input` span, for the tick's links. */
export interface ConsumedInput {
  readonly context: TraceContext;
  readonly sequence: number;
  readonly player: string;
  readonly queueWaitMs: number;
}

/** Acts worth following through browser, server and every browser that saw them. */
export interface ActionTracer {
  /** A context for a span that is recorded when it ends: child of `parent`, or the root of a new trace. */
  begin(parent?: TraceContext): TraceContext;
  /** Root of a shot's trace, in the shooter's browser: from the keypress to the outcome it saw. */
  shot(
    context: TraceContext,
    facts: {
      readonly outcome: "hit" | "missed";
      readonly tick: number;
      readonly transport: string;
      readonly inputToPhotonMs: number | undefined;
    },
    times: SpanTimes,
  ): void;
  /** On the server: the input took effect in `tick`. Child of the `process input` span, links to the tick. */
  apply(
    context: TraceContext,
    parent: TraceContext,
    facts: {
      readonly action: string;
      readonly tick: number;
      readonly player: string;
      readonly tickContext: TraceContext | undefined;
    },
    times: SpanTimes,
  ): void;
  /** In a browser: the act became visible. Child of `apply`, links to the `process snapshot` that brought it. */
  observe(
    parent: TraceContext,
    facts: {
      readonly action: string;
      readonly tick: number;
      readonly transport: string;
      readonly snapshot: TraceContext | undefined;
      readonly inputToPhotonMs: number | undefined;
    },
    times: SpanTimes,
  ): void;
  /** On the server: one tick, a trace of its own that links to the inputs it consumed. */
  tick(
    context: TraceContext,
    facts: {
      readonly tick: number;
      readonly room: string;
      readonly consumed: readonly ConsumedInput[];
      readonly snapshots: number;
    },
    times: SpanTimes,
  ): void;
  /** One connection attempt, a short trace of its own with its phases as children. */
  connect(
    facts: {
      readonly transport: string;
      readonly outcome: string;
      readonly phases: readonly {
        readonly name: string;
        readonly startMs: number;
        readonly endMs: number;
      }[];
    },
    times: SpanTimes,
  ): void;
  /** A swap of transport in mid-match, from the wish to the first message on the new link. */
  swap(
    facts: {
      readonly from: string;
      readonly to: string;
      readonly why: string;
      readonly outcome: string;
    },
    times: SpanTimes,
  ): void;
}

const emptyContext: TraceContext = {
  traceId: "0".repeat(32),
  spanId: "0".repeat(16),
  sampled: false,
};
export const noActions: ActionTracer = {
  begin: () => emptyContext,
  shot: () => {},
  apply: () => {},
  observe: () => {},
  tick: () => {},
  connect: () => {},
  swap: () => {},
};
