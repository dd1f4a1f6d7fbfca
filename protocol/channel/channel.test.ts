import { expect, test } from "vitest";
import { MalformedMessage, messages, ack, chat } from "../index.ts";
import { ChannelPair, sides } from "./channel-pair.suite.ts";

import { channelEnd, nobody, none, recordingLink } from "./channel-end.suite.ts";

test("[P20] a message in flight on both links of a swap is received once", () => {
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

test("[P20] messages in flight on a lost link are resent on the link before it", () => {
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

test("[P20] without a link session-reliable messages wait for one", () => {
  const session = new ChannelPair();
  expect(session.sendLine("client")).toBe("buffered");
  const wire = session.connect();
  expect(session.sendLine("client")).toBe("sent");
  wire.deliver("server");
  expect(session.received.server).toEqual(["client 1", "client 2"]);
  const { sent, resent } = session.ends.client.ledger.of("chat");
  expect([sent, resent]).toEqual([2, 0]);
});

test("[P21] a message that is not session-reliable is never sent twice, and without a link it is dropped", () => {
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

test("[P22] session-reliable kinds share one sequence; each other kind has its own, and the number of a dropped message is used again", () => {
  const { end } = channelEnd("client");
  const { link, state, numbers } = recordingLink();
  end.attach(link, 0);
  end.sendBody("chat", none);
  end.sendBody("input", none);
  end.sendBody("client-options", none);
  state.answer = "dropped";
  expect(end.sendBody("input", none)).toBe("dropped");
  expect(end.sendBody("chat", none)).toBe("buffered");
  state.answer = "buffered";
  expect(end.sendBody("input", none)).toBe("buffered");
  end.sendOn(link, "ping", new Uint8Array(8));
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

test("[P23] a gap in the sequence of session-reliable messages is malformed", () => {
  const { end, received, receive } = channelEnd("server");
  receive("chat", 1);
  expect(() => receive("chat", 3)).toThrow(MalformedMessage);
  expect(received).toEqual(["chat 1"]);
  expect(end.received).toBe(1);
});

test("[P24] every kind that only this end may send, and an acknowledgement of a number that was never sent, are malformed", () => {
  for (const side of sides) {
    const own = messages.filter(({ from }) => from === side).map(({ kind }) => kind);
    expect(own.length).toBeGreaterThan(0);
    const { end, received, receive } = channelEnd(side);
    for (const kind of own) expect(() => receive(kind, 1), kind).toThrow(MalformedMessage);
    expect(() => receive("ack", 1, ack.encode(1))).toThrow(MalformedMessage);
    expect(() => end.attach(nobody, 1)).toThrow(MalformedMessage);
    expect(end.link).toBeUndefined();
    expect(received).toEqual([]);
  }
});

test("[P5] a kind that an end may not send, a body too long, or a session-reliable kind on one link, is a RangeError and takes no number", () => {
  const { end } = channelEnd("client");
  const { link, numbers } = recordingLink();
  end.attach(link, 0);
  expect(() => end.sendBody("chat-line", none)).toThrow(RangeError);
  expect(() => end.sendBody("snapshot", none)).toThrow(RangeError);
  expect(() => end.sendBody("chat", new Uint8Array(1025))).toThrow(RangeError);
  expect(() => end.sendOn(link, "chat", none)).toThrow(RangeError);
  end.sendBody("chat", chat.encode("hi"));
  expect(numbers()).toEqual(["chat 1"]);
});

test("[P25] a message is acknowledged once, again if it is resent, and later if the link drops the acknowledgement", () => {
  const { end, receive } = channelEnd("client");
  const { link, sent, state } = recordingLink();
  end.attach(link, 0);
  const acks = () => {
    end.acknowledge();
    return sent.splice(0).length;
  };
  expect(acks()).toBe(0);
  receive("chat-line", 1);
  receive("chat-line", 2);
  expect([acks(), acks()]).toEqual([1, 0]);
  receive("chat-line", 2);
  state.answer = "dropped";
  expect(acks()).toBe(1);
  state.answer = "sent";
  expect([acks(), acks()]).toEqual([1, 0]);
});

test("[P25] an acknowledged message is not resent, whether by acknowledgement or handshake, in whatever order they arrive", () => {
  const { end, receive } = channelEnd("client");
  const [first, second] = [recordingLink("first"), recordingLink("second")];
  end.attach(first.link, 0);
  for (let n = 0; n < 5; n++) end.sendBody("chat", none);
  receive("ack", 2, ack.encode(3));
  receive("ack", 1, ack.encode(1));
  expect(end.unacknowledged).toBe(2);
  end.attach(second.link, 4);
  expect(end.unacknowledged).toBe(1);
  expect(second.numbers()).toEqual(["chat 5"]);
  end.attach(first.link, 2);
  expect(first.numbers().slice(5)).toEqual(["chat 5"]);
});

test("[P26] after a swap the new link sends and both receive; if it is detached, the one before sends", () => {
  const { end, received, receive } = channelEnd("client");
  const [first, second, third] = [recordingLink("1"), recordingLink("2"), recordingLink("3")];
  for (const { link } of [first, second, third]) end.attach(link, 0);
  end.sendBody("input", none);
  end.detach(second.link);
  end.sendBody("input", none);
  end.detach(third.link);
  end.sendBody("input", none);
  end.attach(first.link, 0);
  end.detach(first.link);
  expect(end.sendBody("input", none)).toBe("dropped");
  expect(third.numbers()).toEqual(["input 1", "input 2"]);
  expect(first.numbers()).toEqual(["input 3"]);
  expect(second.numbers()).toEqual([]);
  receive("snapshot", 2);
  receive("snapshot", 1);
  expect(received).toEqual(["snapshot 2", "snapshot 1"]);
});

test("[P26] a handler that sends in the middle of a swap overtakes nothing, though the link delivers at once", () => {
  const session = new ChannelPair();
  session.echoes = true;
  for (let n = 0; n < 3; n++) for (const side of sides) session.sendLine(side);
  session.dial(true);
  expect(session.received.server).toEqual(session.sent.client);
  expect(session.sent.server.length).toBe(6);
  expect(session.received.client).toEqual(session.sent.server);
});

test("[P29] with 2048 unacknowledged messages the next is refused, and the owner is told once", () => {
  const { end, receive, overflows } = channelEnd("client");
  for (let n = 0; n < 2048; n++) expect(end.sendBody("client-options", none)).toBe("buffered");
  expect(overflows()).toBe(0);
  expect([end.sendBody("client-options", none), end.sendBody("client-options", none)]).toEqual([
    "dropped",
    "dropped",
  ]);
  expect(overflows()).toBe(1);
  const { link, numbers } = recordingLink();
  end.attach(link, 2048);
  expect(numbers()).toEqual([]);
  end.sendBody("client-options", none);
  expect(numbers()).toEqual(["client-options 2049"]);
  receive("ack", 1, ack.encode(2049));
  expect(end.unacknowledged).toBe(0);
});
