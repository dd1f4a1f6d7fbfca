import { createSocket } from "node:dgram";
import { once } from "node:events";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { cleanup } from "../accept.ts";
import { transportContract } from "../contract.suite.ts";
import type { CloseReason } from "../link.ts";
import { RTCPeerConnection } from "../dial-node.ts";
import { RecordingListener } from "../testing/recording-listener.ts";
import { meshRig } from "../testing/mesh-test-rig.ts";
import { recordRules } from "../testing/rule-results.ts";
import { openMeshLink } from "./dial.ts";
import type { SignalingChannel, Signal } from "./signaling-channel.ts";

afterAll(() => cleanup());

transportContract("mesh", meshRig);
recordRules("mesh");

/** A far side that sends this signal once, whatever it receives. */
function channelThatSends(signal: Signal | undefined): SignalingChannel {
  const listeners = new Set<(word: Signal) => void>();
  return {
    send() {
      if (signal) for (const listener of listeners) listener(signal);
    },
    onSignal(heard) {
      listeners.add(heard);
      return () => void listeners.delete(heard);
    },
  };
}

const video = "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\n";
test.each<[string, Signal | undefined, string | undefined, Partial<CloseReason>]>([
  ["an answer without sense", { answer: "hello" }, undefined, { code: "protocol-error" }],
  ["an offer without sense", undefined, "hello", { code: "protocol-error" }],
  ["an offer of video", undefined, video, { code: "protocol-error" }],
  ["no answer", undefined, undefined, { code: "timeout", by: "network" }],
])("[T19] %s ends the attempt and opens nothing", async (_what, word, offer, reason) => {
  const recorder = new RecordingListener();
  const signaling = channelThatSends(word);
  const options = { signaling, offer, RTCPeerConnection, openWithinMs: 500 };
  await expect(openMeshLink(recorder.attach, options)).rejects.toMatchObject({
    name: "DialFailed",
    reason,
  });
  expect(recorder.link).toBeUndefined();
});

test("sends nothing to an address in an offer, and has none in its answer", async () => {
  const bait = createSocket("udp4");
  await once(bait.bind(0, "127.0.0.1"), "listening");
  onTestFinished(() => void bait.close());
  const baited: Buffer[] = [];
  bait.on("message", (datagram) => baited.push(datagram));
  const peer = new RTCPeerConnection();
  onTestFinished(() => peer.close());
  peer.createDataChannel("x");
  const { sdp = "" } = await peer.createOffer();
  const candidate = `a=candidate:9 1 UDP 2113937151 127.0.0.1 ${bait.address().port} typ host`;
  const offer = `${sdp.trimEnd()}\r\n${candidate}\r\n`;
  const said: Signal[] = [];
  const signaling: SignalingChannel = {
    send: (word) => void said.push(word),
    onSignal: () => () => {},
  };
  const configuration = { bindAddress: "127.0.0.1" } as RTCConfiguration;
  const options = { signaling, offer, configuration, RTCPeerConnection, openWithinMs: 1500 };
  await expect(openMeshLink(new RecordingListener().attach, options)).rejects.toMatchObject({
    name: "DialFailed",
  });
  expect(baited).toEqual([]);
  const [answer = ""] = said.flatMap((word) => ("answer" in word ? [word.answer] : []));
  expect(answer).toContain("c=IN IP4 0.0.0.0");
  expect(answer).not.toContain("candidate");
});

test("fails as incompatible in a browser without WebRTC", async () => {
  const dialing = openMeshLink(new RecordingListener().attach, {
    signaling: channelThatSends(undefined),
  });
  await expect(dialing).rejects.toMatchObject({ reason: { code: "incompatible", by: "local" } });
});
