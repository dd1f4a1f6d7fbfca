import { attribute, linkTo, type TraceContext } from "#protocol/tracing";
import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import { expect, test } from "vitest";
import { tracedProcess } from "./traced-process.suite.ts";
import { linkCountLimit } from "./span.ts";

const baseMs = 1_790_000_000_000;
const at = (startMs: number, endMs: number) => ({
  startMs: baseMs + startMs,
  endMs: baseMs + endMs,
});
const message = (kind: string, sequence: number, peer: string) => ({
  kind,
  sequence,
  bodyBytes: 12,
  envelopeBytes: 41,
  transport: "webrtc",
  peer,
});

/** A span's place in its trace: everything else is attributes. */
const placed = (span: ReadableSpan) => ({
  name: span.name,
  kind: SpanKind[span.kind],
  trace: span.spanContext().traceId,
  parent: span.parentSpanContext?.spanId,
  links: span.links.map(({ context }) => `${context.traceId}/${context.spanId}`),
});
const placedAs = (name: string, trace: string, parent: string | undefined) => ({
  name,
  kind: "INTERNAL",
  trace,
  parent,
  links: [],
});
const idOf = (context: TraceContext) => `${context.traceId}/${context.spanId}`;

test("a shot is one trace from the key press to the screens that showed it, and links to the tick that applied it", () => {
  const shooter = tracedProcess("crosswire-browser");
  const server = tracedProcess("crosswire-server");
  const witness = tracedProcess("crosswire-browser");

  const shot = shooter.recorder.newContext();
  const input = message("input", 7, "server");
  const sendInput = shooter.messages.sending(input, shot)!;
  shooter.messages.sent(input, sendInput, at(0, 0.1), shot, "sent");
  const processInput = server.messages.received(
    message("input", 7, "p1"),
    sendInput,
    at(20, 20.25),
  )!;
  const tick = server.recorder.newContext();
  const apply = server.recorder.record({
    name: "apply",
    parent: processInput,
    links: linkTo(tick),
    attributes: { [attribute.action]: "hit" },
    ...at(33, 33.5),
  });
  const snapshot = message("snapshot", 90, "p2");
  const sendSnapshot = server.messages.sending(snapshot, tick)!;
  server.messages.sent(snapshot, sendSnapshot, at(34, 34.125), tick, "buffered");
  server.recorder.record({
    name: "tick",
    context: tick,
    links: [{ context: processInput, attributes: { [attribute.queueWaitMs]: 12.75 } }],
    attributes: { [attribute.tick]: 5 },
    ...at(33, 35),
  });
  const processSnapshot = witness.messages.received(
    message("snapshot", 90, "server"),
    sendSnapshot,
    at(54, 54.5),
  )!;
  const observe = witness.recorder.record({
    name: "observe",
    kind: "consumer",
    parent: apply,
    links: linkTo(processSnapshot),
    attributes: { [attribute.action]: "hit" },
    ...at(54.5, 66),
  });
  shooter.recorder.record({
    name: "shot",
    context: shot,
    attributes: { [attribute.outcome]: "hit" },
    ...at(-1, 70.5),
  });

  const { traceId } = shot;
  expect([...shooter.spans, ...server.spans, ...witness.spans].map(placed)).toEqual([
    { name: "send input", kind: "PRODUCER", trace: traceId, parent: shot.spanId, links: [] },
    { name: "shot", kind: "INTERNAL", trace: traceId, parent: undefined, links: [] },
    {
      name: "process input",
      kind: "CONSUMER",
      trace: traceId,
      parent: sendInput.spanId,
      links: [idOf(sendInput)],
    },
    {
      name: "apply",
      kind: "INTERNAL",
      trace: traceId,
      parent: processInput.spanId,
      links: [idOf(tick)],
    },
    {
      name: "send snapshot",
      kind: "PRODUCER",
      trace: tick.traceId,
      parent: tick.spanId,
      links: [],
    },
    {
      name: "tick",
      kind: "INTERNAL",
      trace: tick.traceId,
      parent: undefined,
      links: [idOf(processInput)],
    },
    {
      name: "process snapshot",
      kind: "CONSUMER",
      trace: tick.traceId,
      parent: sendSnapshot.spanId,
      links: [idOf(sendSnapshot)],
    },
    {
      name: "observe",
      kind: "CONSUMER",
      trace: traceId,
      parent: apply.spanId,
      links: [idOf(processSnapshot)],
    },
  ]);
  expect(
    new Set(
      [shot, sendInput, processInput, apply, tick, sendSnapshot, processSnapshot, observe].map(
        ({ spanId }) => spanId,
      ),
    ).size,
  ).toBe(8);
  expect(tick.traceId).not.toBe(traceId);
  expect(server.spans[3]!.links[0]!.attributes).toEqual({
    "game.queue.wait_ms": 12.75,
  });
});

test("a span carries the nanoseconds it was given, start and end", () => {
  const { messages, spans } = tracedProcess("any");
  const input = message("input", 1, "p1");
  // A double of epoch ms holds quarters of a microsecond exactly.
  messages.sent(
    input,
    messages.sending(input, undefined)!,
    { startMs: baseMs + 999.999_755_859_375, endMs: baseMs + 1000.000_976_562_5 },
    undefined,
    "sent",
  );

  const [span] = spans;
  expect([span!.startTime, span!.endTime, span!.duration]).toEqual([
    [1_790_000_000, 999_999_756],
    [1_790_000_001, 977],
    [0, 1221],
  ]);
});

test("a send span has the message's kind, number, sizes, transport, peer and send outcome", () => {
  const { messages, spans } = tracedProcess("any");
  const input = message("input", 8, "p1");
  messages.sent(input, messages.sending(input, undefined)!, at(0, 1), undefined, "dropped");

  expect(spans[0]!.attributes).toEqual({
    "messaging.system": "crosswire",
    "messaging.operation.name": "send",
    "messaging.operation.type": "send",
    "messaging.destination.name": "input",
    "messaging.message.id": "8",
    "messaging.message.body.size": 12,
    "messaging.message.envelope.size": 41,
    "game.transport": "webrtc",
    "game.peer": "p1",
    "network.transport": "udp",
    "network.protocol.name": "sctp",
    "game.send.outcome": "dropped",
  });
});

test("a span keeps 1,024 links, more than the SDK would, and counts those it cannot keep", () => {
  const { recorder, spans } = tracedProcess("any");
  const links = Array.from({ length: linkCountLimit + 3 }, () => ({
    context: recorder.newContext(),
  }));
  recorder.record({ name: "tick", links, attributes: {}, ...at(0, 1) });

  expect([spans[0]!.links.length, spans[0]!.droppedLinksCount]).toEqual([1024, 3]);
});

test("a span without a context is given one: the root of a trace, or a child of its parent", () => {
  const { recorder, spans } = tracedProcess("any");
  const connect = recorder.record({ name: "connect", attributes: {}, ...at(0, 60) });
  const ice = recorder.record({ name: "ice", parent: connect, attributes: {}, ...at(0, 20) });

  expect(ice.traceId).toBe(connect.traceId);
  expect(spans.map((span) => [placed(span), span.spanContext().spanId])).toEqual([
    [placedAs("connect", connect.traceId, undefined), connect.spanId],
    [placedAs("ice", connect.traceId, connect.spanId), ice.spanId],
  ]);
});

test("a span with an error has the status of one, and a span without has none", () => {
  const { recorder, spans } = tracedProcess("any");
  recorder.record({ name: "connect", attributes: {}, error: "timeout", ...at(0, 60) });
  recorder.record({ name: "connect", attributes: {}, ...at(0, 60) });

  expect(spans.map(({ status }) => status)).toEqual([
    { code: SpanStatusCode.ERROR, message: "timeout" },
    { code: SpanStatusCode.UNSET },
  ]);
});

test("attributes without a value are left out, on spans and on links", () => {
  const { recorder, spans } = tracedProcess("any");
  const attributes = { [attribute.tick]: 0, [attribute.inputToPhotonMs]: undefined };
  const links = [{ context: recorder.newContext(), attributes }];
  recorder.record({ name: "shot", links, attributes, ...at(0, 1) });

  expect(Object.entries(spans[0]!.attributes)).toEqual([["game.tick", 0]]);
  expect(Object.entries(spans[0]!.links[0]!.attributes!)).toEqual([["game.tick", 0]]);
});

test("while tracing is off messages carry no context and nothing is recorded", () => {
  const { messages, recorder, spans } = tracedProcess("any", () => false);
  const input = message("input", 1, "p1");
  const shot = recorder.newContext();
  recorder.record({ name: "shot", context: shot, attributes: {}, ...at(0, 1) });

  expect(messages.sending(input, undefined)).toBeUndefined();
  expect(messages.received(input, undefined, at(0, 1))).toBeUndefined();
  expect(shot.sampled).toBe(false);
  expect(recorder.record({ name: "swap", attributes: {}, ...at(0, 1) }).sampled).toBe(false);
  expect(spans).toEqual([]);
});

test("children of an unsampled context are not recorded, and no span links to them", () => {
  const { messages, recorder, spans } = tracedProcess("any");
  const unsampled: TraceContext = { ...recorder.newContext(), sampled: false };
  const context = messages.received(message("input", 1, "p1"), unsampled, at(0, 1))!;
  recorder.record({ name: "apply", parent: context, attributes: {}, ...at(0, 1) });
  recorder.record({ name: "tick", links: [{ context }], attributes: {}, ...at(0, 1) });

  expect(context).toMatchObject({ traceId: unsampled.traceId, sampled: false });
  expect(spans.map(({ name, links }) => ({ name, links }))).toEqual([{ name: "tick", links: [] }]);
});
