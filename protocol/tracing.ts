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
export interface MessageFacts {
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
  sending(facts: Omit<MessageFacts, "bodyBytes" | "envelopeBytes">, parent: TraceContext | undefined): TraceContext | undefined;
  /** The message went (or was dropped by the link); `context` is what `sending` answered. */
  sent(facts: MessageFacts, context: TraceContext, times: { startMs: number; endMs: number }, parent: TraceContext | undefined, outcome: "sent" | "buffered" | "dropped"): void;
  /** A message arrived and was handled; answers the context of its `process` span. */
  received(facts: MessageFacts, remote: TraceContext | undefined, times: { startMs: number; endMs: number }): TraceContext | undefined;
}

export const noTracing: MessageTracer = {
  sending: () => undefined,
  sent: () => {},
  received: () => undefined,
};
