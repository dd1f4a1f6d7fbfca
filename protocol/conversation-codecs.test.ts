import { expect, test } from "vitest";
import { codecNames, Conversation, encodeAck, encodeSay, loadCodec } from "./index.ts";
import { MalformedMessage, noTracing, open, seal } from "./index.ts";
import type { Carrier, Codec, CodecName, Codecs, Delivery, Heard } from "./index.ts";

const entries = codecNames.map(async (name): Promise<[CodecName, Codec]> => [
  name,
  await loadCodec(name),
]);
const all: Codecs = new Map(await Promise.all(entries));

function conversation(role: "client" | "server", codecs?: Codecs) {
  const heard: Heard[] = [];
  const end = new Conversation({
    role,
    peer: "far",
    tracer: noTracing,
    now: () => 5,
    heard: (message) => void heard.push(message),
    overflowed: () => {},
    ...(codecs && { codecs }),
  });
  /** Lines, in the codec that each one names. */
  const lines = () =>
    heard.map(({ codec, body }) => `${codec.name}: ${String(codec.decode("say", body))}`);
  return { end, heard, lines };
}

/** A link whose bytes arrive at `far` at once, as long as it is open. */
function wireTo(far?: Conversation, maxBytes?: Carrier["maxBytes"]) {
  const said: { bytes: Uint8Array; delivery: Delivery }[] = [];
  const carrier: Carrier = {
    id: "wire",
    transport: "wire",
    ...(maxBytes && { maxBytes }),
    send(bytes, delivery) {
      said.push({ bytes, delivery });
      far?.hear(bytes, carrier);
      return "sent";
    },
  };
  return { carrier, said };
}

test("[P34] every message is heard in the codec that it was packed in, from one to the next", () => {
  const { end, lines } = conversation("server", all);
  const { end: client } = conversation("client", all);
  client.attach(wireTo(end).carrier, 0);
  for (const name of [...codecNames, ...codecNames]) {
    client.speakIn(name);
    client.tell("say", `in ${name}`);
  }
  const once = codecNames.map((name) => `${name}: in ${name}`);
  expect(lines()).toEqual([...once, ...once]);
});

test("[P34] what waits for a link stays in the codec it was packed in, and so does what is said again", () => {
  const { end: client } = conversation("client", all);
  client.tell("say", "one");
  client.speakIn("json");
  client.tell("say", "two");
  const first = wireTo();
  client.attach(first.carrier, 0);
  client.speakIn("protobuf");
  client.tell("say", "three");
  client.detach(first.carrier);
  const { end, lines } = conversation("server", all);
  client.attach(wireTo(end).carrier, 0);
  expect(lines()).toEqual(["binary: one", "json: two", "protobuf: three"]);
  expect(first.said.map(({ bytes }) => open(bytes).codec)).toEqual(["binary", "json", "protobuf"]);
});

test("[P30] acknowledgements and pings are binary whatever is spoken", () => {
  const { end: client } = conversation("client", all);
  client.speakIn("json");
  const { carrier, said } = wireTo();
  client.attach(carrier, 0);
  client.sayOn(carrier, "ping", new Uint8Array(8));
  client.sayOn(carrier, "ack", encodeAck(0));
  client.tell("switches", { ackClock: true, lagCompensation: true });
  expect(said.map(({ bytes }) => open(bytes).codec)).toEqual(["binary", "binary", "json"]);
});

test("[P34] a codec that was not agreed on is malformed, and cannot be spoken", () => {
  const { end, heard } = conversation("server");
  const body = encodeSay("hi");
  const json = seal({ kind: "say", sequence: 1, context: undefined, codec: "json", body });
  expect(() => end.hear(json, wireTo().carrier)).toThrow(MalformedMessage);
  expect(heard).toEqual([]);
  expect(end.received).toBe(0);
  expect(() => end.speakIn("json")).toThrow(RangeError);
});

test("[P35] what is longer than a packet of the link goes reliably there, and only that", () => {
  const { end: server } = conversation("server", all);
  server.speakIn("json");
  const maxBytes = { unreliable: 50, "unreliable-sequenced": 100, "reliable-ordered": 65_536 };
  const { carrier, said } = wireTo(undefined, maxBytes);
  server.attach(carrier, 0);
  for (const length of [94, 95]) server.say("snapshot", new Uint8Array(length));
  server.sayOn(carrier, "pong", new Uint8Array(24));
  expect(said.map(({ bytes, delivery }) => `${bytes.length} ${delivery}`)).toEqual([
    "100 unreliable-sequenced",
    "101 reliable-ordered",
    "30 unreliable",
  ]);
});

test("[P2] a body is measured by its codec, before it is said and when it is heard", () => {
  const { end: client } = conversation("client", all);
  const { carrier, said } = wireTo();
  client.attach(carrier, 0);
  const body = new Uint8Array(2048);
  expect(() => client.say("input", body)).toThrow(RangeError);
  client.speakIn("json");
  client.say("input", body);
  expect(said.map(({ bytes }) => bytes.length)).toEqual([2048 + 6]);
  expect(() => client.say("input", new Uint8Array(2049))).toThrow(RangeError);
});
