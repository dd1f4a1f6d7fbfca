import { expect, test } from "vitest";
import { Channel, noTracing, protocolVersion, encodeEnvelope, kinds } from "#protocol";
import type { Dialer, Link, LinkEvents } from "#transport";
import { handshake } from "./handshake.ts";

const welcome = {
  version: protocolVersion,
  seat: 3,
  tickRateHz: 30,
  resumed: true,
  tick: 7,
  tickZeroMs: 1000,
  nowMs: 2000,
  received: 0,
  session: "session",
  key: "key",
  room: "lobby",
  name: "Ada",
};

/** Opens at once and sends these messages. */
function dialerSending(...messages: Uint8Array[]): Dialer {
  const link = { id: "link", transport: "webrtc", send: () => "sent", close: () => {} };
  return {
    transport: "webrtc",
    async dial(_address, attach) {
      const events: LinkEvents = attach(link as unknown as Link);
      queueMicrotask(() => {
        for (const message of messages) events.message(message, "reliable-ordered");
      });
      return link as unknown as Link;
    },
  };
}

const envelope = (kind: "welcome" | "snapshot" | "chat-line", body: Uint8Array): Uint8Array =>
  encodeEnvelope({ kind, sequence: 1, context: undefined, body });

function shakeHands(dialer: Dialer) {
  const channel = new Channel({
    role: "client",
    peer: "server",
    tracer: noTracing,
    now: () => 0,
    received: () => {},
    overflowed: () => {},
  });
  return handshake({
    dialer,
    address: { origin: "http://localhost", credential: "key" },
    channel,
    tracing: false,
    codec: "binary",
    signal: new AbortController().signal,
    onPhase: () => {},
    received: () => {},
    closed: () => {},
  });
}

test("[C6] an unreliable snapshot that overtakes the welcome does not fail the handshake", async () => {
  const early = envelope("snapshot", new Uint8Array(8));
  const hello = envelope("welcome", kinds.welcome.encode(welcome));
  expect((await shakeHands(dialerSending(early, hello))).welcome).toEqual(welcome);
});

test("[C6] a reliable message before the welcome fails the handshake", async () => {
  await expect(shakeHands(dialerSending(envelope("chat-line", new Uint8Array(3))))).rejects.toThrow(
    "chat-line before welcome",
  );
});
