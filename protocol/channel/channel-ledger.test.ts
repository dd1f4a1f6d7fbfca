import { expect, test } from "vitest";
import { noTracing } from "../index.ts";
import type { ChannelLink, MessageTracer } from "../index.ts";
import { ChannelPair, sides } from "./channel-pair.suite.ts";

import { channelEnd, none, recordingLink } from "./channel-end.suite.ts";

/** A link of datagrams that counts the sequenced ones it withheld. */
const datagrams = (overtaken = () => 0): ChannelLink => ({
  ...recordingLink("datagrams").link,
  mayLose: true,
  stats: () => ({ overtakenMessages: overtaken(), replacedMessages: 0 }),
});

test("[P27] over datagrams a missing number is lost: the first ones too, less those that arrive late", () => {
  const { end, receive } = channelEnd("server");
  const link = datagrams();
  const lostAfter = (sequence: number) => {
    receive("input", sequence, none, link);
    return end.ledger.of("input").lost;
  };
  expect([3, 4, 7, 6, 1].map(lostAfter)).toEqual([2, 2, 4, 3, 2]);
  expect(end.ledger.of("input")).toMatchObject({ received: 5, replaced: 0 });
});

test("[P27] over a stream nothing is lost: a missing number was replaced", () => {
  const { end, receive } = channelEnd("client");
  for (const sequence of [3, 4, 40, 39]) receive("snapshot", sequence);
  expect(end.ledger.of("snapshot")).toMatchObject({ received: 4, lost: 0, replaced: 36 });
});

test("[P27] a message under way when another link takes over counts as replaced until it arrives", () => {
  const { end, receive } = channelEnd("client");
  const [first, second] = [datagrams(), datagrams()];
  for (const sequence of [1, 3]) receive("snapshot", sequence, none, first);
  for (const sequence of [8, 10]) receive("snapshot", sequence, none, second);
  const counts = () => {
    const { lost, replaced } = end.ledger.of("snapshot");
    return { lost, replaced };
  };
  expect(counts()).toEqual({ lost: 2, replaced: 4 });
  for (const sequence of [5, 2]) receive("snapshot", sequence, none, first);
  expect(counts()).toEqual({ lost: 1, replaced: 3 });
});

test("[P27] a message that a link withheld because a newer one had arrived is replaced, not lost", () => {
  const { end, receive } = channelEnd("client");
  let overtaken = 0;
  const link = datagrams(() => overtaken);
  for (const sequence of [1, 2, 5]) receive("snapshot", sequence, none, link);
  // Number 4 comes now, and the link keeps it.
  overtaken = 1;
  receive("snapshot", 6, none, link);
  expect(end.ledger.of("snapshot")).toMatchObject({ lost: 1, replaced: 1 });
  receive("snapshot", 8, none, link);
  expect(end.ledger.of("snapshot")).toMatchObject({ lost: 2, replaced: 1 });
});

test("[P27] both ends count the same bytes, and the trace context apart", () => {
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

test("[P28] the tracer is asked for traced kinds alone; its context is sent and reported at both ends", () => {
  const asked: string[] = [];
  const reports: string[] = [];
  const tracer: MessageTracer = {
    sending(facts) {
      asked.push(`${facts.kind} ${facts.sequence} on ${facts.transport}`);
      return { traceId: "ab".repeat(16), spanId: "cd".repeat(8), sampled: true };
    },
    sent: (facts, context, _times, parent, outcome) =>
      void reports.push(
        `sent ${facts.kind} ${facts.envelopeBytes} ${context.spanId} ${parent?.spanId} ${outcome}`,
      ),
    received(facts, remote) {
      reports.push(`received ${facts.kind} ${facts.envelopeBytes} ${remote?.spanId}`);
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
  expect(reports).toEqual([
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

test("[P28] without tracing no context is sent", () => {
  const { end } = channelEnd("client");
  const { link, sent } = recordingLink();
  end.attach(link, 0);
  end.sendBody("chat", none);
  expect(sent).toEqual([
    { kind: "chat", sequence: 1, delivery: "reliable-ordered", context: undefined },
  ]);
});
