import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { cleanup } from "../accept.ts";
import { RTCPeerConnection } from "../dial-node.ts";
import { transportContract } from "../contract.suite.ts";
import type { CloseReason } from "../link.ts";
import { goodCredential } from "../testing/test-rig.ts";
import { listening, portOf, webrtcRig, webrtcReliableRig } from "../testing/test-rigs.ts";
import { RecordingListener } from "../testing/recording-listener.ts";
import { webrtcReliableDialer } from "../webrtc-reliable/dial.ts";
import { webrtcDialer } from "./dial.ts";

afterAll(() => cleanup());

transportContract("webrtc", webrtcRig);
transportContract("webrtc-reliable", webrtcReliableRig);

test("[T6] one acceptor has links of both kinds, and on a lossy wire only one of them loses", async () => {
  const { acceptor, address, wire, free } = await webrtcRig({});
  const far = new Map<string, RecordingListener>();
  const listener = await acceptor.listen((link) => {
    const recorder = new RecordingListener();
    far.set(link.transport, recorder);
    return recorder.attach(link);
  });
  const dialers = [
    webrtcDialer({ RTCPeerConnection }),
    webrtcReliableDialer({ RTCPeerConnection }),
  ];
  const links = await Promise.all(
    dialers.map((dialer) => dialer.dial(address, new RecordingListener().attach)),
  );
  expect(links.map(({ transport }) => transport)).toEqual(["webrtc", "webrtc-reliable"]);
  wire.impair();
  for (const link of links) {
    for (let i = 0; i < 200; i++) link.send(Uint8Array.of(i), "unreliable");
    await expect.poll(() => link.stats().bufferedBytes, { timeout: 12_000 }).toBe(0);
  }
  expect(far.get("webrtc")?.payloads().length).toBeLessThan(200);
  expect(
    far
      .get("webrtc-reliable")
      ?.payloads()
      .map(([first]) => first),
  ).toEqual(Array.from({ length: 200 }, (_, i) => i));
  await listener.stop();
  await free();
});

test("[T7] an outage does not leave a link full for ever", async () => {
  const limits = { highWaterBytes: 4000, heartbeatMs: 30_000 };
  const { acceptor, dialer, address, wire, free } = await webrtcRig(limits);
  const listener = await acceptor.listen(new RecordingListener().attach);
  const link = await dialer.dial(address, new RecordingListener().attach);
  const sendSome = () => link.send(new Uint8Array(1000), "unreliable");
  wire.cut();
  await expect.poll(sendSome, { interval: 1 }).toBe("dropped");
  wire.restore();
  await expect.poll(sendSome, { timeout: 10_000 }).toBe("sent");
  await listener.stop();
  await free();
});

test("[T12] a message that arrives before the last data channel has opened is received", async () => {
  const { acceptor, address, free } = await webrtcRig({});
  const listener = await acceptor.listen((link) => {
    link.send(Uint8Array.of(42), "reliable-ordered");
    return new RecordingListener().attach(link);
  });
  const recorder = new RecordingListener();
  const dialer = webrtcDialer({ RTCPeerConnection: LateControlChannel });
  await dialer.dial(address, recorder.attach);
  await expect.poll(() => recorder.payloads()).toEqual([Uint8Array.of(42)]);
  await listener.stop();
  await free();
});

test("dialing reports its phases in order, each starting where the last one ended", async () => {
  const { acceptor, dialer, address, free } = await webrtcRig({});
  const listener = await acceptor.listen(new RecordingListener().attach);
  const phases: { name: string; startMs: number; endMs: number }[] = [];
  await dialer.dial(address, new RecordingListener().attach, {
    onPhase: (phase) => void phases.push(phase),
  });
  expect(phases.map(({ name }) => name)).toEqual(["offer", "signaling", "ice", "dtls", "sctp"]);
  expect(phases.slice(1).map(({ startMs }) => startMs)).toEqual(
    phases.slice(0, -1).map(({ endMs }) => endMs),
  );
  await listener.stop();
  await free();
});

describe("a WebRTC dialer", () => {
  const answers: [string, number, string, Partial<CloseReason>][] = [
    ["401", 401, "", { code: "refused", by: "remote" }],
    ["403", 403, "", { code: "refused", by: "remote" }],
    ["503", 503, "", { code: "lost", by: "network" }],
    ["no JSON", 200, "<html>", { code: "protocol-error", by: "remote" }],
    ["no sdp", 200, "{}", { code: "protocol-error", by: "remote" }],
    ["no SDP in it", 200, '{"sdp":"hello"}', { code: "protocol-error", by: "remote" }],
  ];
  test.each(answers)("[T18] fails with the reason when signaling answers %s", async (...given) => {
    const [, status, body, reason] = given;
    const server = await listening((_request, response) => response.writeHead(status).end(body));
    onTestFinished(() => void server.close());
    const address = { origin: `http://127.0.0.1:${portOf(server)}`, credential: goodCredential };
    const dialing = webrtcDialer({ RTCPeerConnection }).dial(
      address,
      new RecordingListener().attach,
    );
    await expect(dialing).rejects.toMatchObject({ name: "DialFailed", reason });
  });

  test("fails as lost where no signaling listens", async () => {
    const server = await listening(() => {});
    const address = { origin: `http://127.0.0.1:${portOf(server)}`, credential: goodCredential };
    server.close();
    const dialing = webrtcDialer({ RTCPeerConnection }).dial(
      address,
      new RecordingListener().attach,
    );
    await expect(dialing).rejects.toMatchObject({ reason: { code: "lost", by: "network" } });
  });

  test("fails as incompatible in a browser without WebRTC", async () => {
    const address = { origin: "http://127.0.0.1:9", credential: goodCredential };
    await expect(
      webrtcDialer().dial(address, new RecordingListener().attach),
    ).rejects.toMatchObject({
      reason: { code: "incompatible", by: "local" },
    });
  });
});

/** A peer connection whose control channel opens only after another channel has received a message. */
class LateControlChannel extends RTCPeerConnection {
  #isMessageHeard = false;
  #control: RTCDataChannel | undefined;

  override createDataChannel(label: string, init?: RTCDataChannelInit): RTCDataChannel {
    const channel = super.createDataChannel(label, init);
    if (label === "control") {
      this.#control = channel;
      const readyState = () => (this.#isMessageHeard ? "open" : "connecting");
      Object.defineProperty(channel, "readyState", { get: readyState });
    } else {
      channel.addEventListener("message", () => {
        this.#isMessageHeard = true;
        setImmediate(() => this.#control?.dispatchEvent(new Event("open")));
      });
    }
    return channel;
  }
}
