import { describe, expect, onTestFinished, test } from "vitest";
import { transportContract } from "../contract.suite.ts";
import type { CloseReason, DialPhase } from "../link.ts";
import { goodCredential } from "../testing/test-rig.ts";
import { listening, portOf } from "../testing/test-rigs.ts";
import { RecordingListener } from "../testing/recording-listener.ts";
import { NodeWebTransport } from "./node-webtransport.ts";
import { freeUdpPort } from "../testing/udp-relay.ts";
import { underNewerLibc } from "../testing/under-newer-libc.suite.ts";
import { host, webtransportRig } from "../testing/webtransport-test-rig.ts";
import { webtransportDialer } from "./dial.ts";

/** A dialer whose signaling answers this. */
async function dialing(status: number, body: string) {
  const server = await listening((_request, response) => response.writeHead(status).end(body));
  onTestFinished(() => void server.close());
  const address = { origin: `http://${host}:${portOf(server)}`, credential: goodCredential };
  const limits = { heartbeatMs: 600 };
  const dialer = webtransportDialer({ WebTransport: NodeWebTransport, limits });
  return dialer.dial(address, new RecordingListener().attach);
}

await underNewerLibc(import.meta.filename, () => {
  transportContract("webtransport", webtransportRig);

  test("[T14] a renewed certificate closes the links of the old one as going-away; new ones open", async () => {
    const rig = await webtransportRig({});
    onTestFinished(() => rig.free());
    const farRecorder = new RecordingListener();
    const listener = await rig.acceptor.listen(farRecorder.attach);
    onTestFinished(() => listener.stop());
    const [before, after] = [new RecordingListener(), new RecordingListener()];
    await rig.dialer.dial(rig.address, before.attach);
    await rig.changeCertificate();
    const detail = "the certificate is renewed";
    await expect
      .poll(() => before.closings())
      .toEqual([{ code: "going-away", by: "remote", detail }]);
    await rig.dialer.dial(rig.address, after.attach);
    after.link?.send(Uint8Array.of(42), "reliable-ordered");
    await expect.poll(() => farRecorder.payloads()).toEqual([Uint8Array.of(42)]);
  });

  test("[T3] messages that the server sends during a write keep their order", async () => {
    const rig = await webtransportRig({});
    onTestFinished(() => rig.free());
    const [near, far] = [new RecordingListener(), new RecordingListener()];
    const listener = await rig.acceptor.listen(far.attach);
    onTestFinished(() => listener.stop());
    await rig.dialer.dial(rig.address, near.attach);
    // More than the window of a stream, so that writes have to wait.
    const numbers = Array.from({ length: 60 }, (_, i) => i);
    for (const i of numbers) {
      far.link?.send(new Uint8Array(60_000).fill(i), "reliable-ordered");
      await new Promise(setImmediate);
    }
    await expect.poll(() => near.payloads().map(([first]) => first)).toEqual(numbers);
    expect(near.closings()).toEqual([]);
  });

  test("dialing reports its phases in order, each starting where the last one ended", async () => {
    const rig = await webtransportRig({});
    onTestFinished(() => rig.free());
    const listener = await rig.acceptor.listen(new RecordingListener().attach);
    onTestFinished(() => listener.stop());
    const phases: DialPhase[] = [];
    const onPhase = (phase: DialPhase) => void phases.push(phase);
    await rig.dialer.dial(rig.address, new RecordingListener().attach, { onPhase });
    expect(phases.map(({ name }) => name)).toEqual(["signaling", "quic", "streams"]);
    expect(phases.slice(1).map(({ startMs }) => startMs)).toEqual(
      phases.slice(0, -1).map(({ endMs }) => endMs),
    );
  });

  test("a port in use is an error, and can be bound by the next listener when it is free", async () => {
    const portUdp = await freeUdpPort();
    const one = await webtransportRig({}, { portUdp });
    const other = await webtransportRig({}, { portUdp });
    onTestFinished(async () => void (await Promise.all([one.free(), other.free()])));
    const listener = await one.acceptor.listen(new RecordingListener().attach);
    await expect(other.acceptor.listen(new RecordingListener().attach)).rejects.toMatchObject({
      message: `UDP port ${portUdp} cannot be bound`,
      cause: { code: "EADDRINUSE" },
    });
    await listener.stop();
    const second = await other.acceptor.listen(new RecordingListener().attach);
    await second.stop();
  });

  describe("a WebTransport dialer", () => {
    const certificateHash = Buffer.alloc(32).toString("base64");
    const endpoint = (url: string) => JSON.stringify({ url, certificateHash });
    const answers: [string, number, string, Partial<CloseReason>][] = [
      ["401", 401, "", { code: "refused", by: "remote" }],
      ["403", 403, "", { code: "refused", by: "remote" }],
      ["501 and why", 501, '{"error":"too old"}', { code: "incompatible", detail: "too old" }],
      ["503", 503, "", { code: "lost", by: "network" }],
      ["no JSON", 200, "<html>", { code: "protocol-error", by: "remote" }],
      ["no hash", 200, '{"url":"https://127.0.0.1"}', { code: "protocol-error", by: "remote" }],
      ["another scheme", 200, endpoint("http://127.0.0.1"), { code: "protocol-error" }],
      ["a port that is not bound", 200, endpoint("https://127.0.0.1:9"), { code: "timeout" }],
    ];
    test.each(answers)(
      "[T18] fails with the reason when signaling answers %s",
      async (...given) => {
        const [, status, body, reason] = given;
        await expect(dialing(status, body)).rejects.toMatchObject({ name: "DialFailed", reason });
      },
    );

    test("fails as lost where the certificate is a different one", async () => {
      const rig = await webtransportRig({});
      onTestFinished(() => rig.free());
      const listener = await rig.acceptor.listen(new RecordingListener().attach);
      onTestFinished(() => listener.stop());
      const answer = endpoint(`https://${host}:${rig.portUdp}/link/webtransport`);
      await expect(dialing(200, answer)).rejects.toMatchObject({ reason: { code: "lost" } });
    });

    test("fails as incompatible with the reason in a browser without WebTransport", async () => {
      const address = { origin: "http://127.0.0.1:9", credential: goodCredential };
      const detail = "this browser has no WebTransport";
      await expect(
        webtransportDialer().dial(address, new RecordingListener().attach),
      ).rejects.toMatchObject({
        reason: { code: "incompatible", by: "local", detail },
      });
    });
  });
});
