/** Hostile input: each of these closes the link of its sender and harms no other. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { cleanup } from "../accept.ts";
import { lanes } from "../frame.ts";
import type { CloseReason } from "../link.ts";
import { goodCaller } from "../testing/test-rig.ts";
import { malformedFrames, ackRequests } from "../testing/hostile-load.ts";
import { seededRandom } from "../testing/seeded-random.ts";
import { RecordingListener } from "../testing/recording-listener.ts";
import { RawWebrtc } from "../testing/raw-webrtc.ts";
import { recordRules } from "../testing/rule-results.ts";
import { freeUdpPort } from "../testing/udp-relay.ts";
import type { Lane } from "../wire.ts";
import { webrtcAcceptor, type WebrtcAcceptorOptions } from "./accept.ts";
import {
  type OfferAnswerer,
  MalformedDescription,
  NotAccepting,
  type OfferedChannels,
} from "./offer-answer.ts";

afterAll(() => cleanup());
// One acceptor serves both transports, and a peer can do the same before either link opens.
recordRules("webrtc");
recordRules("webrtc-reliable");

async function acceptor(options: Partial<WebrtcAcceptorOptions> = {}) {
  const recorders: RecordingListener[] = [];
  const ours = webrtcAcceptor({
    portUdp: await freeUdpPort(),
    bindAddress: "127.0.0.1",
    ...options,
  });
  const listener = await ours.listen((link) => {
    const recorder = new RecordingListener();
    recorders.push(recorder);
    return recorder.attach(link);
  });
  onTestFinished(() => listener.stop());
  return { ...ours, recorders, listener };
}

function rawPeer(offered?: OfferedChannels): RawWebrtc {
  const peer = new RawWebrtc(offered);
  onTestFinished(() => peer.end());
  return peer;
}

/** Sends this on a link of its own; returns how the server's end closed. */
async function closingAfter(
  ours: Awaited<ReturnType<typeof acceptor>>,
  say: (peer: RawWebrtc) => void,
): Promise<CloseReason | undefined> {
  const recorder = await joined(ours, rawPeer(), say);
  await expect.poll(() => recorder.closings()).toHaveLength(1);
  return recorder.closings()[0];
}

async function joined(
  ours: Awaited<ReturnType<typeof acceptor>>,
  peer: RawWebrtc,
  say: (peer: RawWebrtc) => void = () => {},
): Promise<RecordingListener> {
  const before = ours.recorders.length;
  await peer.open(ours);
  await expect.poll(() => ours.recorders.length).toBe(before + 1);
  say(peer);
  return ours.recorders.at(-1) as RecordingListener;
}

describe("a WebRTC acceptor", () => {
  const violations: [string, string | Uint8Array<ArrayBuffer>, Lane][] = [
    ["text", "hello", "reliable-ordered"],
    ["a frame of unknown kind", Uint8Array.of(99), "control"],
    ["a frame in another lane", Uint8Array.of(3, 1, 2), "unreliable"],
    ["a frame cut in its head", Uint8Array.of(0, 0, 0), "unreliable"],
    ["an ack of what was never sent", new Uint8Array(17).fill(4), "control"],
    ["a payload above its limit", new Uint8Array(2000), "unreliable"],
    ["a reliable payload above its limit", new Uint8Array(70_000).fill(3), "reliable-ordered"],
  ];
  test.each(violations)(
    "[T19] closes a link that sends %s as protocol-error, and no other",
    async (_what, message, lane) => {
      const ours = await acceptor();
      const good = rawPeer();
      const goodEar = await joined(ours, good);
      const reason = await closingAfter(ours, (peer) => peer.send(message, lane));
      expect(reason).toMatchObject({ code: "protocol-error", by: "local" });
      expect(reason?.detail).toBeTruthy();
      good.send(Uint8Array.of(3, 42), "reliable-ordered");
      await expect.poll(() => goodEar.payloads().map(([first]) => first)).toEqual([42]);
    },
  );

  const violationsOfOne: [string, string | Uint8Array<ArrayBuffer>][] = [
    ["text", "hello"],
    ...malformedFrames,
  ];
  test.each(violationsOfOne)(
    "[T19] closes a link of one channel that sends %s as protocol-error, and no other",
    async (_what, message) => {
      const ours = await acceptor();
      const good = rawPeer("one");
      const goodEar = await joined(ours, good);
      expect(goodEar.link?.transport).toBe("webrtc-reliable");
      const recorder = await joined(ours, rawPeer("one"), (peer) => peer.send(message, "control"));
      await expect.poll(() => recorder.closings()).toMatchObject([{ code: "protocol-error" }]);
      good.send(Uint8Array.of(3, 42), "reliable-ordered");
      await expect.poll(() => goodEar.payloads().map(([first]) => first)).toEqual([42]);
    },
  );

  test.each(["one", "by-delivery"] as const)(
    "[T7] closes a link (%s) whose far side acknowledges nothing as overflow, and holds no more than the limit",
    async (offered) => {
      const ours = await acceptor({ limits: { hardLimitBytes: 256 * 1024 } });
      const good = rawPeer(offered);
      const goodEar = await joined(ours, good);
      const recorder = await joined(ours, rawPeer(offered));
      const { link } = recorder;
      while (link?.send(new Uint8Array(1000), "reliable-ordered") !== "dropped");
      expect(link.stats().bufferedBytes).toBeLessThanOrEqual(256 * 1024);
      await expect
        .poll(() => recorder.closings())
        .toMatchObject([{ code: "overflow", by: "local" }]);
      good.send(Uint8Array.of(3, 42), "reliable-ordered");
      await expect.poll(() => goodEar.payloads().map(([first]) => first)).toEqual([42]);
    },
  );

  test("[T11] a peer that is silent after a flood is a timeout", async () => {
    const ours = await acceptor({ limits: { heartbeatMs: 1000 } });
    const nextRequest = ackRequests();
    const recorder = await joined(ours, rawPeer("one"), (peer) => {
      for (let i = 0; i < 20_000; i++) peer.send(nextRequest(), "unreliable");
    });
    await expect
      .poll(() => recorder.closings(), { timeout: 10_000 })
      .toMatchObject([{ code: "timeout", by: "network" }]);
  });

  test("[T19] outlives random bytes in every lane", async () => {
    const ours = await acceptor();
    const random = seededRandom(7);
    for (const lane of [...lanes, "control"] as const) {
      const reason = await closingAfter(ours, (peer) => {
        // The first byte is no kind of frame, so that at least this one is malformed.
        for (let i = 0; i < 20; i++) {
          peer.send(
            Uint8Array.from({ length: 1 + random() * 40 }, () => 7 + random() * 249),
            lane,
          );
        }
      });
      expect(reason).toMatchObject({ code: "protocol-error", by: "local" });
    }
  });

  test("[T19] a malformed offer and one while not listening throw different errors", async () => {
    const ours = await acceptor();
    const sdp = await rawPeer().offer();
    const random = seededRandom(7);
    const spoilt = [
      "",
      "hello",
      sdp.replace(/a=fingerprint.*\r\n/, ""),
      sdp.replace(/a=ice-ufrag.*\r\n/, "").replace(/a=ice-pwd.*\r\n/, ""),
      sdp.replace("m=application", "m=video"),
      ...Array.from({ length: 20 }, () => String.fromCharCode(...randomCodes(random))),
    ];
    for (const bad of spoilt) {
      await expect(ours.answer({ sdp: bad }, goodCaller)).rejects.toThrow(MalformedDescription);
    }
    expect(ours.halfOpenPeers()).toBe(0);
    await ours.listener.stop();
    await expect(ours.answer({ sdp }, goodCaller)).rejects.toThrow(NotAccepting);
  });

  test("[T18] frees a peer that never connects", async () => {
    const ours = await acceptor({ openWithinMs: 1500 });
    const sdp = await rawPeer().offer();
    for (let i = 0; i < 4; i++) await ours.answer({ sdp }, goodCaller);
    expect(ours.halfOpenPeers()).toBe(4);
    await expect.poll(() => ours.halfOpenPeers(), { timeout: 5000 }).toBe(0);
    expect(ours.recorders).toEqual([]);
  });

  test("[T18] keeps few half-open peers of one credential and of one network, and drops none of another", async () => {
    const ours = await acceptor({ handshakes: { perCredential: 2, perNetwork: 5, total: 100 } });
    const sdp = await rawPeer().offer();
    const one = { address: "192.0.2.1", credential: "one" };
    for (let i = 0; i < 4; i++) await ours.answer({ sdp }, one);
    expect(ours.halfOpenPeers()).toBe(2);
    const besieged: OfferAnswerer = {
      async answer(offer, caller) {
        const answer = await ours.answer(offer, caller);
        for (let i = 0; i < 20; i++) await ours.answer({ sdp }, { ...one, credential: `${i}` });
        return answer;
      },
    };
    await rawPeer().open(besieged);
    await expect.poll(() => ours.recorders).toHaveLength(1);
    expect(ours.halfOpenPeers()).toBe(5);
  });

  test("[T18] frees a peer whose offer is aborted", async () => {
    const ours = await acceptor();
    const sdp = await rawPeer().offer();
    const aborting = new AbortController();
    const answering = ours.answer({ sdp }, goodCaller, aborting.signal);
    aborting.abort(new Error("gone"));
    await expect(answering).rejects.toThrow("gone");
    await expect.poll(() => ours.halfOpenPeers()).toBe(0);
  });

  test("connects a browser whose addresses are all mDNS names", async () => {
    const ours = await acceptor();
    const peer = rawPeer();
    await peer.open(ours, (sdp) =>
      sdp.replace(/(a=candidate:\S+ 1 UDP \d+ )\S+/gi, "$15e1c8d3a-0000.local"),
    );
    await expect.poll(() => ours.recorders).toHaveLength(1);
  });

  test("sends nothing to an address in an offer", async () => {
    const ours = await acceptor();
    const bait = createSocket("udp4");
    await once(bait.bind(0, "127.0.0.1"), "listening");
    const baited: Buffer[] = [];
    bait.on("message", (datagram) => baited.push(datagram));
    const candidate = `a=candidate:9 1 UDP 2113937151 127.0.0.1 ${bait.address().port} typ host`;
    await rawPeer().open(ours, (sdp) => `${sdp.trimEnd()}\r\n${candidate}\r\n`);
    await expect.poll(() => ours.recorders).toHaveLength(1);
    bait.close();
    expect(baited).toEqual([]);
  });

  test("rejects at once when its port is in use", async () => {
    const other = createSocket("udp4");
    await once(other.bind(0, "127.0.0.1"), "listening");
    const portUdp = other.address().port;
    const listening = webrtcAcceptor({ portUdp, bindAddress: "127.0.0.1" }).listen(
      new RecordingListener().attach,
    );
    await expect(listening).rejects.toThrow(`UDP port ${portUdp} cannot be bound`);
    other.close();
  });
});

function randomCodes(random: () => number): number[] {
  return Array.from({ length: 1 + random() * 300 }, () => 10 + random() * 110);
}
