/**
 * What the game asks of tracing, in the shapes of `protocol/tracing.ts`. Declared again because this folder knows no game;
 * `contract.test.ts` asserts that the two stay assignable both ways.
 * Times are ms since the Unix epoch in server time, as doubles (about 0.24 us of resolution).
 */

export interface TraceContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
}

export interface MessageFacts {
  readonly kind: string;
  readonly sequence: number;
  readonly bodyBytes: number;
  readonly envelopeBytes: number;
  readonly transport: string;
  readonly peer: string;
}

export interface SpanTimes {
  readonly startMs: number;
  readonly endMs: number;
}

export interface ConsumedInput {
  readonly context: TraceContext;
  readonly sequence: number;
  readonly player: string;
  readonly queueWaitMs: number;
}

export interface MessageTracer {
  sending(
    facts: Omit<MessageFacts, "bodyBytes" | "envelopeBytes">,
    parent: TraceContext | undefined,
  ): TraceContext | undefined;
  sent(
    facts: MessageFacts,
    context: TraceContext,
    times: SpanTimes,
    parent: TraceContext | undefined,
    outcome: "sent" | "buffered" | "dropped",
  ): void;
  received(
    facts: MessageFacts,
    remote: TraceContext | undefined,
    times: SpanTimes,
  ): TraceContext | undefined;
}

export interface ShotFacts {
  readonly outcome: "hit" | "missed";
  readonly tick: number;
  readonly transport: string;
  readonly inputToPhotonMs: number | undefined;
}
export interface ApplyFacts {
  readonly act: string;
  readonly tick: number;
  readonly player: string;
  readonly tickContext: TraceContext | undefined;
}
export interface ObserveFacts {
  readonly act: string;
  readonly tick: number;
  readonly transport: string;
  readonly snapshot: TraceContext | undefined;
  readonly inputToPhotonMs: number | undefined;
}
export interface TickFacts {
  readonly tick: number;
  readonly room: string;
  readonly consumed: readonly ConsumedInput[];
  readonly snapshots: number;
}
export interface ConnectFacts {
  readonly transport: string;
  readonly outcome: string;
  readonly phases: readonly {
    readonly name: string;
    readonly startMs: number;
    readonly endMs: number;
  }[];
}
export interface SwapFacts {
  readonly from: string;
  readonly to: string;
  readonly why: string;
  readonly outcome: string;
}

export interface JourneyTracer {
  begin(parent?: TraceContext): TraceContext;
  shot(context: TraceContext, facts: ShotFacts, times: SpanTimes): void;
  apply(context: TraceContext, parent: TraceContext, facts: ApplyFacts, times: SpanTimes): void;
  observe(parent: TraceContext, facts: ObserveFacts, times: SpanTimes): void;
  tick(context: TraceContext, facts: TickFacts, times: SpanTimes): void;
  connect(facts: ConnectFacts, times: SpanTimes): void;
  swap(facts: SwapFacts, times: SpanTimes): void;
}
