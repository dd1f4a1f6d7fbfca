/**
 * How many spans the server records because players' pages ask for tracing: a budget a second for each session and for all
 * together. A page chooses the trace ids of its messages and knows those of others, so they add only a few spans to one trace.
 */
import type { MessageTracer, SpanRecorder, TraceContext } from "#protocol";
import { TokenBucket } from "#transport";

export interface Tracing {
  readonly messages: MessageTracer;
  readonly recorder: SpanRecorder;
}

/** At 60 Hz: an input received and a snapshot sent a tick, and ten seconds of inputs at once after a link froze. */
const ofSession = { perSecond: 150, burst: 1500 };
/** Four full rooms. The store holds half a minute of it. */
const ofAll = { perSecond: 6000, burst: 12_000 };
/** Each input is a trace of its own. Only the input that fired a shot is in the trace of that shot. */
const spansOfTrace = 16;
/** How many traces are remembered for each session. A session that uses more is still bounded by its budget. */
const knownTraces = 512;

export class SpanBudget {
  readonly recorder: SpanRecorder;
  /** Spans not recorded since the start. */
  declined = 0;
  readonly #messages: MessageTracer;
  readonly #now: () => number;
  readonly #all: TokenBucket;

  constructor({ messages, recorder }: Tracing, now: () => number) {
    this.#messages = messages;
    this.#now = now;
    this.#all = new TokenBucket({ now, ...ofAll });
    const newContext: SpanRecorder["newContext"] = (parent) => {
      const context = recorder.newContext(parent);
      return !context.sampled || this.#takes(this.#all) ? context : unsampled(context);
    };
    this.recorder = {
      newContext,
      record: (span) =>
        recorder.record({ ...span, context: span.context ?? newContext(span.parent) }),
    };
  }

  /** For one session, and for the session that takes it over after a reload. */
  tracerOfSession(): MessageTracer {
    const messages = this.#messages;
    const budget = new TokenBucket({ now: this.#now, ...ofSession });
    const spansIn = new Map<string, number>();
    const takes = (): boolean => this.#takes(budget, this.#all);
    const mayAddTo = ({ traceId }: TraceContext): boolean => {
      const spans = (spansIn.get(traceId) ?? 0) + 1;
      if (spans > spansOfTrace) {
        this.declined += 1;
        return false;
      }
      spansIn.set(traceId, spans);
      if (spansIn.size > knownTraces) spansIn.delete(spansIn.keys().next().value ?? "");
      return true;
    };
    return {
      ...messages,
      sending: (facts, parent) => (takes() ? messages.sending(facts, parent) : undefined),
      received: (facts, remote, times) => {
        // What its sender does not record is not recorded here either.
        if (remote?.sampled === false) return messages.received(facts, remote, times);
        if (remote && !mayAddTo(remote)) return undefined;
        return takes() ? messages.received(facts, remote, times) : undefined;
      },
    };
  }

  #takes(...budgets: readonly TokenBucket[]): boolean {
    const takes = budgets.every((budget) => budget.take());
    if (!takes) this.declined += 1;
    return takes;
  }
}

const unsampled = (context: TraceContext): TraceContext => ({ ...context, sampled: false });
