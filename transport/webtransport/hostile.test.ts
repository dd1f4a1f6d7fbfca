/** Hostile input: each of these closes the link of its sender and harms no other. */
import { describe, expect, onTestFinished, test } from "vitest";
import type { Admission, Caller, CloseReason, Link, LinkLimits } from "../link.ts";
import { admission, goodCaller, goodCredential } from "../testing/test-rig.ts";
import { seededRandom } from "../testing/seeded-random.ts";
import { RecordingListener } from "../testing/recording-listener.ts";
import { RawWebtransport } from "../testing/raw-webtransport.ts";
import { recordRules } from "../testing/rule-results.ts";
import { underNewerLibc } from "../testing/under-newer-libc.suite.ts";
import { host, webtransportRig } from "../testing/webtransport-test-rig.ts";
import type { WebtransportAcceptorOptions } from "./accept.ts";

/** A server with one good link, and the recorders of all other links. */
async function server(
  limits: Partial<LinkLimits> = {},
  more: Partial<WebtransportAcceptorOptions> = {},
) {
  const rig = await webtransportRig(limits, more);
  const recorders: RecordingListener[] = [];
  const listener = await rig.acceptor.listen((link) => {
    const recorder = new RecordingListener();
    recorders.push(recorder);
    return recorder.attach(link);
  });
  onTestFinished(async () => {
    await listener.stop();
    await rig.free();
  });
  const goodLink = await rig.dialer.dial(rig.address, new RecordingListener().attach);
  const [goodEar] = recorders.splice(0) as [RecordingListener];
  const url = (path: string, token: string, name: string) =>
    `https://${name}:${rig.portUdp}${path}?token=${encodeURIComponent(token)}`;
  const invite = (caller: Caller = goodCaller) => rig.acceptor.issueToken(caller);
  return {
    ...rig,
    recorders,
    invite,
    connect: (path = "/link/webtransport", token = invite(), name = host) =>
      RawWebtransport.connected(url(path, token, name)),
    async expectGoodLinkAlive() {
      const heardBefore = goodEar.payloads().length;
      goodLink.send(Uint8Array.of(1, 2, 3), "reliable-ordered");
      await expect.poll(() => goodEar.payloads().length).toBe(heardBefore + 1);
      expect(goodEar.closings()).toEqual([]);
    },
  };
}

type Server = Awaited<ReturnType<typeof server>>;

async function joined({
  connect,
  recorders,
}: Server): Promise<[RawWebtransport, RecordingListener]> {
  const before = recorders.length;
  const raw = await connect();
  onTestFinished(() => raw.end());
  await raw.openedStreams();
  await expect.poll(() => recorders.length).toBe(before + 1);
  return [raw, recorders.at(-1) as RecordingListener];
}

/** Sends this on a link of its own; returns how the server's end closed. */
async function closingAfter(
  ours: Server,
  say: (raw: RawWebtransport) => unknown,
): Promise<CloseReason | undefined> {
  const [raw, recorder] = await joined(ours);
  await say(raw);
  await expect.poll(() => recorder.closings(), { timeout: 5000 }).toHaveLength(1);
  return recorder.closings()[0];
}

await underNewerLibc(import.meta.filename, () => {
  recordRules("webtransport");

  describe("a WebTransport acceptor", () => {
    const violations: [string, (raw: RawWebtransport) => unknown][] = [
      ["an empty datagram", (raw) => raw.datagram(new Uint8Array())],
      ["a datagram of unknown kind", (raw) => raw.datagram(Uint8Array.of(99))],
      ["a datagram cut in its head", (raw) => raw.datagram(Uint8Array.of(0, 0))],
      ["an ack in a datagram", (raw) => raw.datagram(new Uint8Array(17).fill(4))],
      ["a reliable frame in a datagram", (raw) => raw.datagram(Uint8Array.of(3, 1))],
      ["a frame in another lane", (raw) => raw.frame("control", Uint8Array.of(3, 1))],
      ["an unreliable frame on a stream", (raw) => raw.frame("control", new Uint8Array(8))],
      ["an empty frame", (raw) => raw.frame("reliable-ordered", new Uint8Array())],
      ["an ack never due", (raw) => raw.frame("control", new Uint8Array(17).fill(4))],
      ["a close of no code", (raw) => raw.frame("reliable-ordered", Uint8Array.of(5, 99))],
      [
        "a frame above its limit",
        (raw) => raw.frame("reliable-ordered", new Uint8Array(65 * 1024 + 2).fill(3)),
      ],
      ["a frame of 4 GiB", (raw) => raw.bytes("reliable-unordered", new Uint8Array(4).fill(255))],
      ["a stream of its own, never ended", (raw) => raw.ownStream("both ways")],
      ["a one-way stream, never ended", (raw) => raw.ownStream("one way")],
    ];
    test.each(violations)(
      "[T19] closes a link that sends %s as protocol-error, and no other",
      async (_what, say) => {
        const ours = await server();
        const reason = await closingAfter(ours, say);
        expect(reason).toMatchObject({ code: "protocol-error", by: "local" });
        expect(reason?.detail).toBeTruthy();
        await ours.expectGoodLinkAlive();
      },
    );

    test("[T19] outlives random bytes in datagrams and streams", async () => {
      const ours = await server();
      const random = seededRandom(7);
      for (let round = 0; round < 15; round++) {
        const [raw, recorder] = await joined(ours);
        for (let i = 0; i < 20; i++) {
          const bytes = Uint8Array.from({ length: random() * 40 }, () => random() * 256);
          if (random() < 0.5) raw.datagram(bytes);
          else raw.bytes("reliable-ordered", bytes).catch(() => {});
        }
        await expect.poll(() => recorder.closings()).toHaveLength(1);
        raw.end();
      }
      await ours.expectGoodLinkAlive();
    });

    test("[T11] half a frame and then silence is a timeout", async () => {
      const ours = await server({ heartbeatMs: 600 });
      const half = Uint8Array.of(0, 0, 0, 100, 3, 1, 2);
      const reason = await closingAfter(ours, (raw) => raw.bytes("reliable-ordered", half));
      expect(reason).toMatchObject({ code: "timeout", by: "network" });
      await ours.expectGoodLinkAlive();
    });

    test("[T11] a stream or a session that ends is lost", async () => {
      const ours = await server();
      const lost = { code: "lost", by: "network" };
      expect(await closingAfter(ours, (raw) => raw.finish("reliable-ordered"))).toMatchObject(lost);
      expect(await closingAfter(ours, (raw) => raw.end())).toMatchObject(lost);
      await ours.expectGoodLinkAlive();
    });

    test("[T7] closes a link whose far side never reads its streams as overflow, at the limit", async () => {
      const limits = { highWaterBytes: 64 * 1024, hardLimitBytes: 3 * 1024 * 1024 };
      const ours = await server(limits);
      const [, recorder] = await joined(ours);
      const link = recorder.link as Link;
      const kilobytes = new Uint8Array(60 * 1024);
      expect(link.send(kilobytes, "reliable-ordered")).toBe("sent");
      while (recorder.closings().length === 0) {
        link.send(kilobytes, "reliable-ordered");
        expect(link.stats().bufferedBytes).toBeLessThanOrEqual(limits.hardLimitBytes);
        await new Promise(setImmediate);
      }
      expect(recorder.closings()).toMatchObject([{ code: "overflow", by: "local" }]);
      expect(link.send(new Uint8Array(10), "unreliable")).toBe("dropped");
      await ours.expectGoodLinkAlive();
    });

    test("during a flood of datagrams another link still receives messages", async () => {
      const ours = await server();
      const [raw, recorder] = await joined(ours);
      const frame = new Uint8Array(1000);
      for (let burst = 1; burst <= 20; burst++) {
        for (let i = 1; i <= 500; i++) {
          // The offsets rise, as those of honest messages do.
          new DataView(frame.buffer).setUint32(1, burst * 500 * 1000 + i * 1000);
          raw.datagram(frame);
        }
        await ours.expectGoodLinkAlive();
      }
      expect(recorder.payloads().length).toBeGreaterThan(0);
    });

    test("[T18] a credential that is not admitted opens nothing, at the route or without it", async () => {
      const ours = await server();
      const { dialer, address } = ours;
      const dialing = dialer.dial(
        { ...address, credential: "made up" },
        new RecordingListener().attach,
      );
      await expect(dialing).rejects.toMatchObject({ reason: { code: "refused", by: "remote" } });
      await expect(ours.connect("/link/webtransport", "made up")).rejects.toThrow("h3 connect");
      await expect(ours.connect("/link/webtransport", "")).rejects.toThrow("h3 connect");
      await expect(ours.connect("/elsewhere")).rejects.toThrow("h3 connect");
      expect(ours.recorders).toEqual([]);
      await ours.expectGoodLinkAlive();
    });

    test("[T18] a token opens one session, and none when its credential is no longer admitted", async () => {
      const admitted = new Set([goodCredential, "for now"]);
      const admits = (credential: string) => admitted.has(credential);
      const ours = await server({}, { admission: { ...admission, admits } });
      const [used, late] = [ours.invite(), ours.invite({ ...goodCaller, credential: "for now" })];
      const dialed = (token: string) => ours.connect("/link/webtransport", token);
      const raw = await dialed(used);
      onTestFinished(() => raw.end());
      await expect(dialed(used)).rejects.toThrow("h3 connect");
      admitted.delete("for now");
      await expect(dialed(late)).rejects.toThrow("h3 connect");
    });

    test("[T18] a session to another host name opens nothing", async () => {
      const refusal: Admission["refusal"] = (headers) =>
        headers.host?.startsWith(`${host}:`) ? undefined : "another name";
      const ours = await server({}, { admission: { ...admission, refusal } });
      const dialed = ours.connect("/link/webtransport", ours.invite(), "localhost");
      await expect(dialed).rejects.toThrow("h3 connect");
      expect(ours.recorders).toEqual([]);
      await joined(ours);
    });
  });
});
