/** `send X` and `process X`: one span at each end of every message. */
import { SpanKind, type Attributes } from "@opentelemetry/api";
import { attribute, messagingSystem, networkOf } from "./attributes.ts";
import type { MessageFacts, MessageTracer } from "./contract.ts";
import type { Recorder } from "./recorder.ts";
import { spanContextOf } from "./span.ts";

export function messageTracer(recorder: Recorder): MessageTracer {
  return {
    sending: (_facts, parent) => (recorder.enabled() ? recorder.childOf(parent) : undefined),

    sent(facts, context, times, parent, outcome) {
      if (!context.sampled) return;
      const attributes = factsOf(facts, "send");
      attributes[attribute.sendOutcome] = outcome;
      const name = `send ${facts.kind}`;
      recorder.record({ name, kind: SpanKind.PRODUCER, context, parent, times, attributes });
    },

    received(facts, remote, times) {
      if (!recorder.enabled()) return undefined;
      const context = recorder.childOf(remote);
      if (!context.sampled) return context;
      recorder.record({
        name: `process ${facts.kind}`,
        kind: SpanKind.CONSUMER,
        context,
        parent: remote,
        parentIsRemote: true,
        times,
        attributes: factsOf(facts, "process"),
        // The parent tells the journey; the link is what the messaging conventions promise to every reader.
        ...(remote && { links: [{ context: spanContextOf(remote, true) }] }),
      });
      return context;
    },
  };
}

function factsOf(facts: MessageFacts, operation: "send" | "process"): Attributes {
  const network = Object.hasOwn(networkOf, facts.transport)
    ? networkOf[facts.transport as keyof typeof networkOf]
    : undefined;
  return {
    [attribute.messagingSystem]: messagingSystem,
    [attribute.operationName]: operation,
    [attribute.operationType]: operation,
    [attribute.destination]: facts.kind,
    [attribute.messageId]: String(facts.sequence),
    [attribute.bodyBytes]: facts.bodyBytes,
    [attribute.envelopeBytes]: facts.envelopeBytes,
    [attribute.transport]: facts.transport,
    [attribute.peer]: facts.peer,
    ...(network && {
      [attribute.networkTransport]: network.transport,
      [attribute.networkProtocol]: network.protocol,
    }),
  };
}
