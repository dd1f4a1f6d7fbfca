import { expect, test } from "vitest";
import { codecNames, Channel, loadCodec, ack, chat } from "../index.ts";
import { MalformedMessage, noTracing, decodeEnvelope, encodeEnvelope } from "../index.ts";
import type { ChannelLink, Codec, CodecName, Codecs, Delivery, InboundMessage } from "../index.ts";

const entries = codecNames.map(async (name): Promise<[CodecName, Codec]> => [
  name,
  await loadCodec(name),
]);
const all: Codecs = new Map(await Promise.all(entries));

function channelEnd(role: "client" | "server", codecs?: Codecs) {
  const received: InboundMessage[] = [];
  const end = new Channel({
    role,
    peer: "far",
    tracer: noTracing,
    now: () => 5,
    received: (message) => void received.push(message),
    overflowed: () => {},
    ...(codecs && { codecs }),
  });
  /** Lines, in the codec that each one names. */
  const lines = () =>
    received.map(({ codec, body }) => `${codec.name}: ${String(codec.decode("chat", body))}`);
  return { end, received, lines };
}

/** A link whose bytes arrive at `far` at once, as long as it is open. */
function instantLink(far?: Channel, maxBytes?: ChannelLink["maxBytes"]) {
  const sent: { bytes: Uint8Array; delivery: Delivery }[] = [];
  const link: ChannelLink = {
    id: "wire",
    transport: "wire",
    ...(maxBytes && { maxBytes }),
    send(bytes, delivery) {
      sent.push({ bytes, delivery });
      far?.receive(bytes, link);
      return "sent";
    },
  };
  return { link, sent };
}

test("[P34] every message arrives in the codec that it was encoded in, from one codec to the next", () => {
  const { end, lines } = channelEnd("server", all);
  const { end: client } = channelEnd("client", all);
  client.attach(instantLink(end).link, 0);
  for (const name of [...codecNames, ...codecNames]) {
    client.setCodec(name);
    client.send("chat", `in ${name}`);
  }
  const once = codecNames.map((name) => `${name}: in ${name}`);
  expect(lines()).toEqual([...once, ...once]);
});

test("[P34] a message that waits for a link, or is resent, keeps the codec that it was encoded in", () => {
  const { end: client } = channelEnd("client", all);
  client.send("chat", "one");
  client.setCodec("json");
  client.send("chat", "two");
  const first = instantLink();
  client.attach(first.link, 0);
  client.setCodec("protobuf");
  client.send("chat", "three");
  client.detach(first.link);
  const { end, lines } = channelEnd("server", all);
  client.attach(instantLink(end).link, 0);
  expect(lines()).toEqual(["binary: one", "json: two", "protobuf: three"]);
  expect(first.sent.map(({ bytes }) => decodeEnvelope(bytes).codec)).toEqual([
    "binary",
    "json",
    "protobuf",
  ]);
});

test("[P30] acknowledgements and pings are binary in a session of another codec", () => {
  const { end: client } = channelEnd("client", all);
  client.setCodec("json");
  const { link, sent } = instantLink();
  client.attach(link, 0);
  client.sendOn(link, "ping", new Uint8Array(8));
  client.sendOn(link, "ack", ack.encode(0));
  client.send("client-options", { ackClock: true, lagCompensation: true });
  expect(sent.map(({ bytes }) => decodeEnvelope(bytes).codec)).toEqual([
    "binary",
    "binary",
    "json",
  ]);
});

test("[P34] a codec that was not agreed on is malformed, and cannot be set", () => {
  const { end, received } = channelEnd("server");
  const body = chat.encode("hi");
  const json = encodeEnvelope({
    kind: "chat",
    sequence: 1,
    context: undefined,
    codec: "json",
    body,
  });
  expect(() => end.receive(json, instantLink().link)).toThrow(MalformedMessage);
  expect(received).toEqual([]);
  expect(end.received).toBe(0);
  expect(() => end.setCodec("json")).toThrow(RangeError);
});

test("[P35] only a message longer than a packet of the link is sent reliably on it", () => {
  const { end: server } = channelEnd("server", all);
  server.setCodec("json");
  const maxBytes = { unreliable: 50, "unreliable-sequenced": 100, "reliable-ordered": 65_536 };
  const { link, sent } = instantLink(undefined, maxBytes);
  server.attach(link, 0);
  for (const length of [94, 95]) server.sendBody("snapshot", new Uint8Array(length));
  server.sendOn(link, "pong", new Uint8Array(24));
  expect(sent.map(({ bytes, delivery }) => `${bytes.length} ${delivery}`)).toEqual([
    "100 unreliable-sequenced",
    "101 reliable-ordered",
    "30 unreliable",
  ]);
});

test("[P2] the longest body depends on its codec, when it is sent and when it is received", () => {
  const { end: client } = channelEnd("client", all);
  const { link, sent } = instantLink();
  client.attach(link, 0);
  const body = new Uint8Array(2048);
  expect(() => client.sendBody("input", body)).toThrow(RangeError);
  client.setCodec("json");
  client.sendBody("input", body);
  expect(sent.map(({ bytes }) => bytes.length)).toEqual([2048 + 6]);
  expect(() => client.sendBody("input", new Uint8Array(2049))).toThrow(RangeError);
});
