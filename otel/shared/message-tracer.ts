/** `send X` and `process X`: one span at each end of every message. */
import { SpanKind, type Attributes } from "@opentelemetry/api";
import { attribute, messagingSystem, networkByTransport } from "./attributes.ts";
import type { MessageInfo, MessageTracer } from "./tracers.ts";
import type { SpanRecorder } from "./span-recorder.ts";
import { spanContextOf } from "./span.ts";

export function messageTracer(recorder: SpanRecorder): MessageTracer {
  return {
    sending: (_facts, parent) => (recorder.enabled() ? recorder.newContext(parent) : undefined),

    sent(facts, context, times, parent, outcome) {
      if (!context.sampled) return;
      const attributes = messageAttributes(facts, "send");
      attributes[attribute.sendOutcome] = outcome;
      const name = `send ${facts.kind}`;
      recorder.record({ name, kind: SpanKind.PRODUCER, context, parent, times, attributes });
    },

    received(facts, remote, times) {
      if (!recorder.enabled()) return undefined;
      const context = recorder.newContext(remote);
      if (!context.sampled) return context;
      recorder.record({
        name: `process ${facts.kind}`,
        kind: SpanKind.CONSUMER,
        context,
        parent: remote,
        parentIsRemote: true,
        times,
        attributes: messageAttributes(facts, "process"),
        // The parent tells the journey; the link is what the messaging conventions promise to every reader.
        ...(remote && { links: [{ context: spanContextOf(remote, true) }] }),
      });
      return context;
    },
  };
}

function messageAttributes(facts: MessageInfo, operation: "send" | "process"): Attributes {
  const network = Object.hasOwn(networkByTransport, facts.transport)
    ? networkByTransport[facts.transport as keyof typeof networkByTransport]
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
