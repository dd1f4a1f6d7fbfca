/** Ticks, connections, swaps, and the acts followed from a keypress to every screen that showed them. */
import { SpanKind, type Attributes, type Link } from "@opentelemetry/api";
import { attribute } from "./attributes.ts";
import type { ConsumedInput, ActionTracer, TraceContext } from "./tracers.ts";
import type { SpanRecorder } from "./span-recorder.ts";
import { spanContextOf } from "./span.ts";

/** The outcome of `connect` and `swap` that is no error; any other is the reason why it failed. */
const success = "open";

export function actionTracer(recorder: SpanRecorder): ActionTracer {
  return {
    begin: (parent) => recorder.newContext(parent),

    shot(context, facts, times) {
      const attributes = photonTimed(facts.inputToPhotonMs, {
        [attribute.outcome]: facts.outcome,
        [attribute.tick]: facts.tick,
        [attribute.transport]: facts.transport,
      });
      recorder.record({ name: "shot", kind: SpanKind.INTERNAL, context, times, attributes });
    },

    apply(context, parent, facts, times) {
      recorder.record({
        name: "apply",
        kind: SpanKind.INTERNAL,
        context,
        parent,
        times,
        attributes: {
          [attribute.action]: facts.action,
          [attribute.tick]: facts.tick,
          [attribute.player]: facts.player,
        },
        links: linksTo(facts.tickContext),
      });
    },

    observe(parent, facts, times) {
      recorder.record({
        name: "observe",
        kind: SpanKind.CONSUMER,
        context: recorder.newContext(parent),
        parent,
        parentIsRemote: true,
        times,
        attributes: photonTimed(facts.inputToPhotonMs, {
          [attribute.action]: facts.action,
          [attribute.tick]: facts.tick,
          [attribute.transport]: facts.transport,
        }),
        links: linksTo(facts.snapshot),
      });
    },

    tick(context, facts, times) {
      recorder.record({
        name: "tick",
        kind: SpanKind.INTERNAL,
        context,
        times,
        attributes: {
          [attribute.tick]: facts.tick,
          [attribute.room]: facts.room,
          [attribute.batchMessages]: facts.consumed.length,
          [attribute.snapshots]: facts.snapshots,
        },
        // A link to a span that nobody recorded would dangle.
        links: facts.consumed.filter(({ context: { sampled } }) => sampled).map(consumedLink),
      });
    },

    connect(facts, times) {
      const context = recorder.newContext(undefined);
      const attributes = {
        [attribute.transport]: facts.transport,
        [attribute.outcome]: facts.outcome,
      };
      const error = errorOf(facts.outcome);
      recorder.record({
        name: "connect",
        kind: SpanKind.INTERNAL,
        context,
        times,
        attributes,
        error,
      });
      for (const phase of facts.phases) {
        recorder.record({
          name: phase.name,
          kind: SpanKind.INTERNAL,
          context: recorder.newContext(context),
          parent: context,
          times: phase,
          attributes: { [attribute.transport]: facts.transport },
        });
      }
    },

    swap(facts, times) {
      const context = recorder.newContext(undefined);
      const attributes = {
        [attribute.swapFrom]: facts.from,
        [attribute.swapTo]: facts.to,
        [attribute.swapWhy]: facts.why,
        [attribute.transport]: facts.to,
        [attribute.outcome]: facts.outcome,
      };
      const error = errorOf(facts.outcome);
      recorder.record({ name: "swap", kind: SpanKind.INTERNAL, context, times, attributes, error });
    },
  };
}

function consumedLink(input: ConsumedInput): Link {
  return {
    context: spanContextOf(input.context),
    attributes: {
      [attribute.messageId]: String(input.sequence),
      [attribute.player]: input.player,
      [attribute.queueWaitMs]: input.queueWaitMs,
    },
  };
}

function linksTo(context: TraceContext | undefined): Link[] {
  return context?.sampled ? [{ context: spanContextOf(context) }] : [];
}

function photonTimed(inputToPhotonMs: number | undefined, attributes: Attributes): Attributes {
  if (inputToPhotonMs !== undefined) attributes[attribute.inputToPhotonMs] = inputToPhotonMs;
  return attributes;
}

function errorOf(outcome: string): string | undefined {
  return outcome === success ? undefined : outcome;
}
