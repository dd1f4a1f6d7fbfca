import { binaryCodec, chatLine, type InboundMessage, killed, snapshot } from "#protocol";
import { afterEach, expect, test, vi } from "vitest";
import { InboundRouter } from "./inbound-router.ts";

afterEach(() => void vi.restoreAllMocks());

function inbound(kind: InboundMessage["kind"], body: Uint8Array): InboundMessage {
  return {
    kind,
    sequence: 1,
    codec: binaryCodec,
    body,
    link: { id: "link", transport: "webrtc", send: () => "sent" },
    receivedAtMs: 0,
    bytes: body.length,
    context: undefined,
  };
}

test("[C43] a message is decoded once and goes to each handler of its definition in the order of registration, and to no other", () => {
  const router = new InboundRouter();
  const calls: unknown[] = [];
  router.on(chatLine, ({ text }) => calls.push(["first", text]));
  router.on(killed, () => calls.push("killed"));
  router.on(chatLine, ({ seat }) => calls.push(["second", seat]));
  const decode = vi.spyOn(binaryCodec, "decode");
  const body = binaryCodec.encode("chat-line", { seat: 3, text: "hello" });
  router.route(inbound("chat-line", body));
  expect(decode).toHaveBeenCalledTimes(1);
  expect(calls).toEqual([
    ["first", "hello"],
    ["second", 3],
  ]);
});

test("[C43] a message without a handler is passed over", () => {
  const router = new InboundRouter();
  const calls: string[] = [];
  router.onEncoded(snapshot, ({ kind }) => calls.push(kind));
  router.route(inbound("pong", new Uint8Array()));
  expect(calls).toEqual([]);
  router.route(inbound("snapshot", new Uint8Array()));
  expect(calls).toEqual(["snapshot"]);
});
