/**
 * How many spans the server records because players' pages ask for tracing: so many a second for each session and for all.
 * A page chooses the trace ids of what it sends, and learns those of others; so to any one trace its messages add only a few.
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
/** Inputs are traces of their own; in that of a shot there is the one that fired it. */
const spansOfTrace = 16;
/** Known of each session. Who goes through more, to come back to one, is held by the budget of its session. */
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

  /** For one session, and whichever takes over from it. */
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
        // Nothing is recorded of what its sender does not record.
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
