import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import { expect, test } from "vitest";
import { tracedProcess } from "./traced-process.suite.ts";
import type { TraceContext } from "./tracers.ts";
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

/** The part of a span that places it: everything else is attributes. */
const placed = (span: ReadableSpan) => ({
  name: span.name,
  kind: SpanKind[span.kind],
  trace: span.spanContext().traceId,
  parent: span.parentSpanContext?.spanId,
  links: span.links.map(({ context }) => `${context.traceId}/${context.spanId}`),
});
const idOf = (context: TraceContext) => `${context.traceId}/${context.spanId}`;

test("a shot is one trace from the keypress to the screens that showed it, and the tick that applied it is linked", () => {
  const shooter = tracedProcess("crosswire-browser");
  const server = tracedProcess("crosswire-server");
  const witness = tracedProcess("crosswire-browser");

  const shot = shooter.actions.begin();
  const input = message("input", 7, "server");
  const sendInput = shooter.messages.sending(input, shot)!;
  shooter.messages.sent(input, sendInput, at(0, 0.1), shot, "sent");
  const processInput = server.messages.received(
    message("input", 7, "p1"),
    sendInput,
    at(20, 20.25),
  )!;
  const tick = server.actions.begin();
  const apply = server.actions.begin(processInput);
  server.actions.apply(
    apply,
    processInput,
    { action: "hit", tick: 5, player: "p1", tickContext: tick },
    at(33, 33.5),
  );
  const snapshot = message("snapshot", 90, "p2");
  const sendSnapshot = server.messages.sending(snapshot, tick)!;
  server.messages.sent(snapshot, sendSnapshot, at(34, 34.125), tick, "buffered");
  server.actions.tick(
    tick,
    {
      tick: 5,
      room: "lobby",
      consumed: [{ context: processInput, sequence: 7, player: "p1", queueWaitMs: 12.75 }],
      snapshots: 1,
    },
    at(33, 35),
  );
  const processSnapshot = witness.messages.received(
    message("snapshot", 90, "server"),
    sendSnapshot,
    at(54, 54.5),
  )!;
  witness.actions.observe(
    apply,
    {
      action: "hit",
      tick: 5,
      transport: "webrtc",
      snapshot: processSnapshot,
      inputToPhotonMs: undefined,
    },
    at(54.5, 66),
  );
  shooter.actions.shot(
    shot,
    { outcome: "hit", tick: 5, transport: "webrtc", inputToPhotonMs: 71.5 },
    at(-1, 70.5),
  );

  const observe = witness.spans.at(-1)!.spanContext();
  const journey = shot.traceId;
  expect([...shooter.spans, ...server.spans, ...witness.spans].map(placed)).toEqual([
    { name: "send input", kind: "PRODUCER", trace: journey, parent: shot.spanId, links: [] },
    { name: "shot", kind: "INTERNAL", trace: journey, parent: undefined, links: [] },
    {
      name: "process input",
      kind: "CONSUMER",
      trace: journey,
      parent: sendInput.spanId,
      links: [idOf(sendInput)],
    },
    {
      name: "apply",
      kind: "INTERNAL",
      trace: journey,
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
      trace: journey,
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
  expect(tick.traceId).not.toBe(journey);
  expect(server.spans[3]!.links[0]!.attributes).toEqual({
    "messaging.message.id": "7",
    "game.player.id": "p1",
    "game.queue.wait_ms": 12.75,
  });
});

test("a span carries the nanoseconds it was given, start and end", () => {
  const { messages, spans } = tracedProcess("any");
  const input = message("input", 1, "p1");
  // Quarters of a microsecond are what a double of epoch ms holds exactly.
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

test("a message span says what was sent, how big, over what, to whom, and what became of it", () => {
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

test("a tick of a full room keeps more links than the SDK would, and counts those it cannot keep", () => {
  const { actions: journeys, spans } = tracedProcess("any");
  const consumed = Array.from({ length: linkCountLimit + 3 }, (_, sequence) => ({
    context: journeys.begin(),
    sequence,
    player: "p1",
    queueWaitMs: 1,
  }));
  journeys.tick(journeys.begin(), { tick: 1, room: "lobby", consumed, snapshots: 0 }, at(0, 1));

  expect([spans[0]!.links.length, spans[0]!.droppedLinksCount]).toEqual([1024, 3]);
  expect(spans[0]!.attributes["messaging.batch.message_count"]).toBe(1027);
});

test("connecting is a trace of its own whose children are the phases, and a failed one is an error", () => {
  const { actions: journeys, spans } = tracedProcess("any");
  journeys.connect(
    {
      transport: "webrtc",
      outcome: "timeout",
      phases: [
        { name: "ice", ...at(0, 20) },
        { name: "dtls", ...at(20, 45) },
      ],
    },
    at(0, 60),
  );

  const [connect] = spans;
  expect(spans.map(({ name, parentSpanContext }) => [name, parentSpanContext?.spanId])).toEqual([
    ["connect", undefined],
    ["ice", connect!.spanContext().spanId],
    ["dtls", connect!.spanContext().spanId],
  ]);
  expect(connect!.status).toEqual({ code: SpanStatusCode.ERROR, message: "timeout" });
});

test("a swap that worked is no error and says from what to what, and why", () => {
  const { actions: journeys, spans } = tracedProcess("any");
  journeys.swap({ from: "websocket", to: "webrtc", why: "better", outcome: "open" }, at(0, 60));

  expect(spans.map(({ name, status, attributes }) => ({ name, status, attributes }))).toEqual([
    {
      name: "swap",
      status: { code: SpanStatusCode.UNSET },
      attributes: {
        "game.swap.from": "websocket",
        "game.swap.to": "webrtc",
        "game.swap.why": "better",
        "game.transport": "webrtc",
        "game.outcome": "open",
      },
    },
  ]);
});

test("while tracing is off messages carry no context and nothing is recorded", () => {
  const { messages, actions: journeys, spans } = tracedProcess("any", () => false);
  const input = message("input", 1, "p1");
  const shot = journeys.begin();
  journeys.shot(
    shot,
    { outcome: "missed", tick: 1, transport: "sse", inputToPhotonMs: undefined },
    at(0, 1),
  );

  expect(messages.sending(input, undefined)).toBeUndefined();
  expect(messages.received(input, undefined, at(0, 1))).toBeUndefined();
  expect(shot.sampled).toBe(false);
  expect(spans).toEqual([]);
});

test("what hangs under an unsampled context is not recorded either, and no tick links to it", () => {
  const { messages, actions: journeys, spans } = tracedProcess("any");
  const unsampled: TraceContext = { ...journeys.begin(), sampled: false };
  const context = messages.received(message("input", 1, "p1"), unsampled, at(0, 1))!;
  journeys.tick(
    journeys.begin(),
    {
      tick: 1,
      room: "lobby",
      consumed: [{ context, sequence: 1, player: "p1", queueWaitMs: 0 }],
      snapshots: 0,
    },
    at(0, 1),
  );

  expect(context).toMatchObject({ traceId: unsampled.traceId, sampled: false });
  expect(spans.map(({ name, links }) => ({ name, links }))).toEqual([{ name: "tick", links: [] }]);
});
