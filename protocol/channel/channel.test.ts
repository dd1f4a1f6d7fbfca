import { expect, test } from "vitest";
import {
  Channel,
  MalformedMessage,
  noTracing,
  decodeEnvelope,
  encodeEnvelope,
  messages,
  ack,
  chat,
} from "../index.ts";
import type { ChannelLink, Delivery, Kind, MessageTracer, TraceContext } from "../index.ts";
import { ChannelPair, sides, type Side } from "./channel-pair.suite.ts";

/** A link that writes down what it is given, and answers what it is told to. */
function recordingLink(id = "link") {
  const sent: {
    kind: Kind;
    sequence: number;
    delivery: Delivery;
    context: TraceContext | undefined;
  }[] = [];
  const state = { answer: "sent" as "sent" | "buffered" | "dropped" };
  const link: ChannelLink = {
    id,
    transport: id,
    send(payload, delivery) {
      const { kind, sequence, context } = decodeEnvelope(payload);
      sent.push({ kind, sequence, delivery, context });
      return state.answer;
    },
  };
  return {
    carrier: link,
    said: sent,
    link: state,
    numbers: () => sent.map(({ kind, sequence }) => `${kind} ${sequence}`),
  };
}

const nobody = recordingLink().carrier;
const none = new Uint8Array();

function channelEnd(role: Side, tracer: MessageTracer = noTracing) {
  const received: string[] = [];
  let overflows = 0;
  const end = new Channel({
    role,
    peer: "far",
    tracer,
    now: () => 5,
    received: ({ kind, sequence }) => void received.push(`${kind} ${sequence}`),
    overflowed: () => void overflows++,
  });
  const receive = (kind: Kind, sequence: number, body: Uint8Array = none, carrier = nobody) =>
    end.receive(encodeEnvelope({ kind, sequence, context: undefined, body }), carrier);
  return { end, heard: received, hear: receive, overflows: () => overflows };
}

test("[P20] a message in flight on both links of a swap is heard once", () => {
  const session = new ChannelPair();
  const old = session.connect();
  session.sendLine("client");
  session.sendLine("client");
  const next = session.connect();
  session.sendLine("client");
  old.deliver("server", 1);
  next.deliver("server", 1);
  old.deliver("server");
  next.deliver("server");
  expect(session.received.server).toEqual(["client 1", "client 2", "client 3"]);
  const counts = session.ends.server.ledger.of("chat");
  expect([counts.received, counts.duplicated]).toEqual([5, 2]);
});

test("[P20] what a lost link had in flight is said again on the one fallen back to", () => {
  const session = new ChannelPair();
  const first = session.connect();
  const second = session.connect();
  session.sendLine("server");
  session.sendLine("server");
  second.deliver("client", 1);
  second.cut();
  session.detach(second, "server");
  session.sendLine("server");
  first.deliver("client");
  expect(session.received.client).toEqual(["server 1", "server 2", "server 3"]);
  expect(session.ends.server.link).toBe(first.links.server);
});

test("[P20] without a link what is kept waits for one", () => {
  const session = new ChannelPair();
  expect(session.sendLine("client")).toBe("buffered");
  const wire = session.connect();
  expect(session.sendLine("client")).toBe("sent");
  wire.deliver("server");
  expect(session.received.server).toEqual(["client 1", "client 2"]);
  const { sent, resent } = session.ends.client.ledger.of("chat");
  expect([sent, resent]).toEqual([2, 0]);
});

test("[P21] what is not kept is never said twice, and without a link it is dropped", () => {
  const session = new ChannelPair();
  expect(session.sendState("client")).toBe("dropped");
  const old = session.connect();
  expect(session.sendState("client")).toBe("sent");
  old.cut();
  for (const side of sides) session.detach(old, side);
  const next = session.connect();
  next.settleUnreliable("server", 0, true);
  expect(session.messages.server.map(({ kind }) => kind)).toEqual(["hello", "hello"]);
  expect(session.ends.client.ledger.of("input")).toMatchObject({ sent: 1, dropped: 0 });
});

test("[P22] kept kinds share one count; each other kind has its own, and a dropped send uses its number again", () => {
  const { end } = channelEnd("client");
  const { carrier, link, numbers } = recordingLink();
  end.attach(carrier, 0);
  end.sendBody("chat", none);
  end.sendBody("input", none);
  end.sendBody("client-options", none);
  link.answer = "dropped";
  expect(end.sendBody("input", none)).toBe("dropped");
  expect(end.sendBody("chat", none)).toBe("buffered");
  link.answer = "buffered";
  expect(end.sendBody("input", none)).toBe("buffered");
  end.sendOn(carrier, "ping", new Uint8Array(8));
  expect(numbers()).toEqual([
    "chat 1",
    "input 1",
    "client-options 2",
    "input 2",
    "chat 3",
    "input 2",
    "ping 1",
  ]);
  expect(end.ledger.of("input")).toMatchObject({ sent: 2, dropped: 1 });
  expect(end.ledger.of("chat")).toMatchObject({ sent: 1, dropped: 0, resent: 0 });
});

test("[P23] a gap among kept messages is malformed: a reliable link lied", () => {
  const { end, heard, hear } = channelEnd("server");
  hear("chat", 1);
  expect(() => hear("chat", 3)).toThrow(MalformedMessage);
  expect(heard).toEqual(["chat 1"]);
  expect(end.received).toBe(1);
});

test("[P24] what is for the other end to hear, and an acknowledgement of what was never said, are malformed", () => {
  for (const side of sides) {
    const own = messages.filter(({ from }) => from === side).map(({ kind }) => kind);
    expect(own.length).toBeGreaterThan(0);
    const { end, heard, hear } = channelEnd(side);
    for (const kind of own) expect(() => hear(kind, 1), kind).toThrow(MalformedMessage);
    expect(() => hear("ack", 1, ack.encode(1))).toThrow(MalformedMessage);
    expect(() => end.attach(nobody, 1)).toThrow(MalformedMessage);
    expect(end.link).toBeUndefined();
    expect(heard).toEqual([]);
  }
});

test("[P5] what an end may not say, or too long, or a kept kind past the session, is a RangeError and takes no number", () => {
  const { end } = channelEnd("client");
  const { carrier, numbers } = recordingLink();
  end.attach(carrier, 0);
  expect(() => end.sendBody("chat-line", none)).toThrow(RangeError);
  expect(() => end.sendBody("snapshot", none)).toThrow(RangeError);
  expect(() => end.sendBody("chat", new Uint8Array(1025))).toThrow(RangeError);
  expect(() => end.sendOn(carrier, "chat", none)).toThrow(RangeError);
  end.sendBody("chat", chat.encode("hi"));
  expect(numbers()).toEqual(["chat 1"]);
});

test("[P25] what was heard is acknowledged once, again if the far end repeats itself, and later if the link drops it", () => {
  const { end, hear } = channelEnd("client");
  const { carrier, said, link } = recordingLink();
  end.attach(carrier, 0);
  const acks = () => {
    end.acknowledge();
    return said.splice(0).length;
  };
  expect(acks()).toBe(0);
  hear("chat-line", 1);
  hear("chat-line", 2);
  expect([acks(), acks()]).toEqual([1, 0]);
  hear("chat-line", 2);
  link.answer = "dropped";
  expect(acks()).toBe(1);
  link.answer = "sent";
  expect([acks(), acks()]).toEqual([1, 0]);
});

test("[P25] what the far end has heard is forgotten, by acknowledgement or by handshake, in whatever order they come", () => {
  const { end, hear } = channelEnd("client");
  const [first, second] = [recordingLink("first"), recordingLink("second")];
  end.attach(first.carrier, 0);
  for (let n = 0; n < 5; n++) end.sendBody("chat", none);
  hear("ack", 2, ack.encode(3));
  hear("ack", 1, ack.encode(1));
  expect(end.unacknowledged).toBe(2);
  end.attach(second.carrier, 4);
  expect(end.unacknowledged).toBe(1);
  expect(second.numbers()).toEqual(["chat 5"]);
  end.attach(first.carrier, 2);
  expect(first.numbers().slice(5)).toEqual(["chat 5"]);
});

test("[P26] a swap speaks on the new link and hears both; the one before is fallen back to", () => {
  const { end, heard, hear } = channelEnd("client");
  const [first, second, third] = [recordingLink("1"), recordingLink("2"), recordingLink("3")];
  for (const { carrier } of [first, second, third]) end.attach(carrier, 0);
  end.sendBody("input", none);
  end.detach(second.carrier);
  end.sendBody("input", none);
  end.detach(third.carrier);
  end.sendBody("input", none);
  end.attach(first.carrier, 0);
  end.detach(first.carrier);
  expect(end.sendBody("input", none)).toBe("dropped");
  expect(third.numbers()).toEqual(["input 1", "input 2"]);
  expect(first.numbers()).toEqual(["input 3"]);
  expect(second.numbers()).toEqual([]);
  hear("snapshot", 2);
  hear("snapshot", 1);
  expect(heard).toEqual(["snapshot 2", "snapshot 1"]);
});

test("[P26] a handler that speaks in the middle of a swap overtakes nothing, though the link delivers at once", () => {
  const session = new ChannelPair();
  session.echoes = true;
  for (let n = 0; n < 3; n++) for (const side of sides) session.sendLine(side);
  session.dial(true);
  expect(session.received.server).toEqual(session.sent.client);
  expect(session.sent.server.length).toBe(6);
  expect(session.received.client).toEqual(session.sent.server);
});

/** Datagrams, of which the link says how many sequenced ones it did not hand on. */
const datagrams = (overtaken = () => 0): ChannelLink => ({
  ...recordingLink("datagrams").carrier,
  mayLose: true,
  stats: () => ({ overtakenMessages: overtaken(), replacedMessages: 0 }),
});

test("[P27] over datagrams, what is missing from the count so far is lost: the first ones too, less what comes late", () => {
  const { end, hear } = channelEnd("server");
  const carrier = datagrams();
  const lostAfter = (sequence: number) => {
    hear("input", sequence, none, carrier);
    return end.ledger.of("input").lost;
  };
  expect([3, 4, 7, 6, 1].map(lostAfter)).toEqual([2, 2, 4, 3, 2]);
  expect(end.ledger.of("input")).toMatchObject({ received: 5, replaced: 0 });
});

test("[P27] over a stream nothing is ever lost: what is missing was replaced", () => {
  const { end, hear } = channelEnd("client");
  for (const sequence of [3, 4, 40, 39]) hear("snapshot", sequence);
  expect(end.ledger.of("snapshot")).toMatchObject({ received: 4, lost: 0, replaced: 36 });
});

test("[P27] what was on its way when another link took over was replaced, and no longer once it comes after all", () => {
  const { end, hear } = channelEnd("client");
  const [first, second] = [datagrams(), datagrams()];
  for (const sequence of [1, 3]) hear("snapshot", sequence, none, first);
  for (const sequence of [8, 10]) hear("snapshot", sequence, none, second);
  const counts = () => {
    const { lost, replaced } = end.ledger.of("snapshot");
    return { lost, replaced };
  };
  expect(counts()).toEqual({ lost: 2, replaced: 4 });
  for (const sequence of [5, 2]) hear("snapshot", sequence, none, first);
  expect(counts()).toEqual({ lost: 1, replaced: 3 });
});

test("[P27] what a link did not hand on because it came behind a newer one was replaced, not lost", () => {
  const { end, hear } = channelEnd("client");
  let overtaken = 0;
  const carrier = datagrams(() => overtaken);
  for (const sequence of [1, 2, 5]) hear("snapshot", sequence, none, carrier);
  // Number 4 comes now, and the link keeps it.
  overtaken = 1;
  hear("snapshot", 6, none, carrier);
  expect(end.ledger.of("snapshot")).toMatchObject({ lost: 1, replaced: 1 });
  hear("snapshot", 8, none, carrier);
  expect(end.ledger.of("snapshot")).toMatchObject({ lost: 2, replaced: 1 });
});

test("[P27] bytes are counted at both ends alike, the trace context apart", () => {
  const context = { traceId: "ab".repeat(16), spanId: "cd".repeat(8), sampled: true };
  const session = new ChannelPair({ ...noTracing, sending: () => context });
  const wire = session.connect();
  session.sendLine("client");
  wire.deliver("server");
  const [there, here] = sides.map((side) => session.ends[side].ledger.of("chat"));
  expect(there).toMatchObject({ sentBytes: here?.receivedBytes, contextBytes: 29 });
  expect(here).toMatchObject({ receivedBytes: 6 + 29 + 2 + 8, contextBytes: 29 });
  expect(session.ends.client.ledger.total()).toMatchObject({ sent: 2, received: 1, traced: 1 });
  expect(Object.keys(session.ends.server.ledger.rows())).toEqual(["hello", "welcome", "chat"]);
});

test("[P28] tracing is asked for traced kinds alone, and what it answers is carried and told of", () => {
  const asked: string[] = [];
  const told: string[] = [];
  const tracer: MessageTracer = {
    sending(facts) {
      asked.push(`${facts.kind} ${facts.sequence} on ${facts.transport}`);
      return { traceId: "ab".repeat(16), spanId: "cd".repeat(8), sampled: true };
    },
    sent: (facts, context, _times, parent, outcome) =>
      void told.push(
        `sent ${facts.kind} ${facts.envelopeBytes} ${context.spanId} ${parent?.spanId} ${outcome}`,
      ),
    received(facts, remote) {
      told.push(`received ${facts.kind} ${facts.envelopeBytes} ${remote?.spanId}`);
      return { traceId: "ab".repeat(16), spanId: "ef".repeat(8), sampled: true };
    },
  };
  const session = new ChannelPair(tracer);
  const wire = session.connect();
  session.sendLine("client");
  session.ends.client.sendBody("input", none, {
    traceId: "1".repeat(32),
    spanId: "2".repeat(16),
    sampled: true,
  });
  session.ends.client.sendOn(wire.links.client, "ping", new Uint8Array(8));
  wire.deliver("server");
  wire.settleUnreliable("server", 0, true);
  session.ends.server.acknowledge();
  expect(asked).toEqual(["chat 1 on wire 0", "input 1 on wire 0"]);
  expect(told).toEqual([
    `sent chat 35 ${"cd".repeat(8)} undefined sent`,
    `sent input 35 ${"cd".repeat(8)} ${"2".repeat(16)} sent`,
    `received chat 35 ${"cd".repeat(8)}`,
    `received input 35 ${"cd".repeat(8)}`,
  ]);
  expect(session.messages.server.map(({ context }) => context?.spanId)).toEqual([
    undefined,
    "ef".repeat(8),
    "ef".repeat(8),
  ]);
});

test("[P28] without tracing nothing is carried", () => {
  const { end } = channelEnd("client");
  const { carrier, said } = recordingLink();
  end.attach(carrier, 0);
  end.sendBody("chat", none);
  expect(said).toEqual([
    { kind: "chat", sequence: 1, delivery: "reliable-ordered", context: undefined },
  ]);
});

test("[P29] 2048 unacknowledged messages are the end: the next is refused and says so once", () => {
  const { end, hear, overflows } = channelEnd("client");
  for (let n = 0; n < 2048; n++) expect(end.sendBody("client-options", none)).toBe("buffered");
  expect(overflows()).toBe(0);
  expect([end.sendBody("client-options", none), end.sendBody("client-options", none)]).toEqual([
    "dropped",
    "dropped",
  ]);
  expect(overflows()).toBe(1);
  const { carrier, numbers } = recordingLink();
  end.attach(carrier, 2048);
  expect(numbers()).toEqual([]);
  end.sendBody("client-options", none);
  expect(numbers()).toEqual(["client-options 2049"]);
  hear("ack", 1, ack.encode(2049));
  expect(end.unacknowledged).toBe(0);
});
