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
  return { end, heard: received, lines };
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
  return { carrier: link, said: sent };
}

test("[P34] every message is heard in the codec that it was packed in, from one to the next", () => {
  const { end, lines } = channelEnd("server", all);
  const { end: client } = channelEnd("client", all);
  client.attach(instantLink(end).carrier, 0);
  for (const name of [...codecNames, ...codecNames]) {
    client.setCodec(name);
    client.send("chat", `in ${name}`);
  }
  const once = codecNames.map((name) => `${name}: in ${name}`);
  expect(lines()).toEqual([...once, ...once]);
});

test("[P34] what waits for a link stays in the codec it was packed in, and so does what is said again", () => {
  const { end: client } = channelEnd("client", all);
  client.send("chat", "one");
  client.setCodec("json");
  client.send("chat", "two");
  const first = instantLink();
  client.attach(first.carrier, 0);
  client.setCodec("protobuf");
  client.send("chat", "three");
  client.detach(first.carrier);
  const { end, lines } = channelEnd("server", all);
  client.attach(instantLink(end).carrier, 0);
  expect(lines()).toEqual(["binary: one", "json: two", "protobuf: three"]);
  expect(first.said.map(({ bytes }) => decodeEnvelope(bytes).codec)).toEqual([
    "binary",
    "json",
    "protobuf",
  ]);
});

test("[P30] acknowledgements and pings are binary whatever is spoken", () => {
  const { end: client } = channelEnd("client", all);
  client.setCodec("json");
  const { carrier, said } = instantLink();
  client.attach(carrier, 0);
  client.sendOn(carrier, "ping", new Uint8Array(8));
  client.sendOn(carrier, "ack", ack.encode(0));
  client.send("client-options", { ackClock: true, lagCompensation: true });
  expect(said.map(({ bytes }) => decodeEnvelope(bytes).codec)).toEqual([
    "binary",
    "binary",
    "json",
  ]);
});

test("[P34] a codec that was not agreed on is malformed, and cannot be spoken", () => {
  const { end, heard } = channelEnd("server");
  const body = chat.encode("hi");
  const json = encodeEnvelope({
    kind: "chat",
    sequence: 1,
    context: undefined,
    codec: "json",
    body,
  });
  expect(() => end.receive(json, instantLink().carrier)).toThrow(MalformedMessage);
  expect(heard).toEqual([]);
  expect(end.received).toBe(0);
  expect(() => end.setCodec("json")).toThrow(RangeError);
});

test("[P35] what is longer than a packet of the link goes reliably there, and only that", () => {
  const { end: server } = channelEnd("server", all);
  server.setCodec("json");
  const maxBytes = { unreliable: 50, "unreliable-sequenced": 100, "reliable-ordered": 65_536 };
  const { carrier, said } = instantLink(undefined, maxBytes);
  server.attach(carrier, 0);
  for (const length of [94, 95]) server.sendBody("snapshot", new Uint8Array(length));
  server.sendOn(carrier, "pong", new Uint8Array(24));
  expect(said.map(({ bytes, delivery }) => `${bytes.length} ${delivery}`)).toEqual([
    "100 unreliable-sequenced",
    "101 reliable-ordered",
    "30 unreliable",
  ]);
});

test("[P2] a body is measured by its codec, before it is said and when it is heard", () => {
  const { end: client } = channelEnd("client", all);
  const { carrier, said } = instantLink();
  client.attach(carrier, 0);
  const body = new Uint8Array(2048);
  expect(() => client.sendBody("input", body)).toThrow(RangeError);
  client.setCodec("json");
  client.sendBody("input", body);
  expect(said.map(({ bytes }) => bytes.length)).toEqual([2048 + 6]);
  expect(() => client.sendBody("input", new Uint8Array(2049))).toThrow(RangeError);
});
