/** Records `send X` and `process X`: one span at each end of every message. */
import { attribute, linkTo, type MessageInfo, type MessageTracer } from "#protocol/tracing";
import type { SpanAttributes } from "#protocol/tracing";
import { findTransport } from "#transport/catalog";
import type { SwitchedRecorder } from "./span-recorder.ts";

const messagingSystem = "crosswire";

export function messageTracer(recorder: SwitchedRecorder): MessageTracer {
  return {
    sending: (_facts, parent) => (recorder.enabled() ? recorder.newContext(parent) : undefined),

    sent(facts, context, { startMs, endMs }, parent, outcome) {
      if (!context.sampled) return;
      recorder.record({
        name: `send ${facts.kind}`,
        kind: "producer",
        context,
        parent,
        attributes: { ...messageAttributes(facts, "send"), [attribute.sendOutcome]: outcome },
        startMs,
        endMs,
      });
    },

    received(facts, remote, { startMs, endMs }) {
      if (!recorder.enabled()) return undefined;
      const context = recorder.newContext(remote);
      if (!context.sampled) return context;
      return recorder.record({
        name: `process ${facts.kind}`,
        kind: "consumer",
        context,
        parent: remote,
        // The messaging conventions ask for a link to the sender's span, whether or not it is also the parent.
        links: linkTo(remote),
        attributes: messageAttributes(facts, "process"),
        startMs,
        endMs,
      });
    },
  };
}

function messageAttributes(facts: MessageInfo, operation: "send" | "process"): SpanAttributes {
  const network = findTransport(facts.transport)?.network;
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
    [attribute.networkTransport]: network?.transport,
    [attribute.networkProtocol]: network?.protocol,
  };
}
