/**
 * What the game asks of tracing, in the shapes of `protocol/tracing.ts`. Declared again because this folder knows no game;
 * `tracers.test.ts` asserts that the two stay assignable both ways.
 * Times are ms since the Unix epoch in server time, as doubles (about 0.24 us of resolution).
 */

export interface TraceContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
}

export interface MessageInfo {
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
    facts: Omit<MessageInfo, "bodyBytes" | "envelopeBytes">,
    parent: TraceContext | undefined,
  ): TraceContext | undefined;
  sent(
    facts: MessageInfo,
    context: TraceContext,
    times: SpanTimes,
    parent: TraceContext | undefined,
    outcome: "sent" | "buffered" | "dropped",
  ): void;
  received(
    facts: MessageInfo,
    remote: TraceContext | undefined,
    times: SpanTimes,
  ): TraceContext | undefined;
}

export interface ShotInfo {
  readonly outcome: "hit" | "missed";
  readonly tick: number;
  readonly transport: string;
  readonly inputToPhotonMs: number | undefined;
}
export interface ApplyInfo {
  readonly action: string;
  readonly tick: number;
  readonly player: string;
  readonly tickContext: TraceContext | undefined;
}
export interface ObserveInfo {
  readonly action: string;
  readonly tick: number;
  readonly transport: string;
  readonly snapshot: TraceContext | undefined;
  readonly inputToPhotonMs: number | undefined;
}
export interface TickInfo {
  readonly tick: number;
  readonly room: string;
  readonly consumed: readonly ConsumedInput[];
  readonly snapshots: number;
}
export interface ConnectInfo {
  readonly transport: string;
  readonly outcome: string;
  readonly phases: readonly {
    readonly name: string;
    readonly startMs: number;
    readonly endMs: number;
  }[];
}
export interface SwapInfo {
  readonly from: string;
  readonly to: string;
  readonly why: string;
  readonly outcome: string;
}

export interface ActionTracer {
  begin(parent?: TraceContext): TraceContext;
  shot(context: TraceContext, facts: ShotInfo, times: SpanTimes): void;
  apply(context: TraceContext, parent: TraceContext, facts: ApplyInfo, times: SpanTimes): void;
  observe(parent: TraceContext, facts: ObserveInfo, times: SpanTimes): void;
  tick(context: TraceContext, facts: TickInfo, times: SpanTimes): void;
  connect(facts: ConnectInfo, times: SpanTimes): void;
  swap(facts: SwapInfo, times: SpanTimes): void;
}
