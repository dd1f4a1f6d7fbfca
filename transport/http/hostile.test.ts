/** Hostile input: each of these ends in a close code or a status, harms no other link, and takes bounded memory. */
import Fastify from "fastify";
import { describe, expect, onTestFinished, test } from "vitest";
import { encodeFrame } from "../frame.ts";
import { type Admission, type CloseReason, type LinkLimits } from "../link.ts";
import { admission, goodCredential } from "../testing/test-rig.ts";
import { malformedFrames, ackRequests } from "../testing/hostile-load.ts";
import { seededRandom } from "../testing/seeded-random.ts";
import { RecordingListener } from "../testing/recording-listener.ts";
import { allHttpEnds, portOfListening, type HttpEnds } from "../testing/http-test-rigs.ts";
import { askToOpen, dribble, neverRead, RawHttp, statusOf } from "../testing/raw-http.ts";
import { recordRules } from "../testing/rule-results.ts";
import { encodeBatch } from "./batch.ts";

const octets = "Content-Type: application/octet-stream";
const message = (...payload: number[]) =>
  encodeFrame({ kind: "reliable-ordered", payload: Uint8Array.from(payload) });

interface Circumstances {
  readonly limits?: Partial<LinkLimits>;
  readonly admission?: Admission;
}

/** A server with one good link, and the recorders of all other links. */
async function serverOf(ends: HttpEnds, circumstances: Circumstances = {}) {
  const fastify = Fastify({ forceCloseConnections: true });
  const recorders: RecordingListener[] = [];
  const accepting = ends.acceptor({ fastify, admission, ...circumstances });
  const listener = await accepting.listen((link) => {
    const recorder = new RecordingListener();
    recorders.push(recorder);
    return recorder.attach(link);
  });
  const origin = `http://127.0.0.1:${await portOfListening(fastify)}`;
  onTestFinished(async () => {
    await listener.stop();
    await fastify.close();
  });
  const dialer = ends.dialer(circumstances.limits ? { limits: circumstances.limits } : {});
  const goodLink = await dialer.dial(
    { origin, credential: goodCredential },
    new RecordingListener().attach,
  );
  await expect.poll(() => recorders).toHaveLength(1);
  const [goodEar] = recorders.splice(0) as [RecordingListener];
  onTestFinished(async () => {
    goodLink.close("done");
    await expect.poll(() => goodEar.closings()).toHaveLength(1);
  });
  return {
    origin,
    base: `${origin}/link/${ends.name}`,
    /** Recorders of the links opened since. */
    recorders,
    listener,
    dialer,
    async closing(): Promise<CloseReason | undefined> {
      await expect.poll(() => recorders[0]?.closings(), { timeout: 10_000 }).toHaveLength(1);
      return recorders[0]?.closings()[0];
    },
    async expectGoodLinkAlive() {
      const heardBefore = goodEar.payloads().length;
      goodLink.send(Uint8Array.of(1, 2, 3), "reliable-ordered");
      await expect.poll(() => goodEar.payloads().length).toBe(heardBefore + 1);
      expect(goodEar.closings()).toEqual([]);
    },
  };
}

async function openedRaw(base: string): Promise<RawHttp> {
  const raw = await RawHttp.opened(base);
  onTestFinished(() => raw.hangUp());
  return raw;
}

describe.each(allHttpEnds)("the acceptor of $name", (ends) => {
  recordRules(ends.name);

  const violations: [string, Uint8Array<ArrayBuffer>][] = [
    ...malformedFrames.map(([what, frame]): [string, Uint8Array<ArrayBuffer>] => [
      what,
      encodeBatch([frame]),
    ]),
    ["a batch cut within a length", Uint8Array.of(0x80)],
    ["a batch cut within a frame", Uint8Array.of(9, 3, 1, 2)],
    ["a length of too many bytes", Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x01)],
    ["a body above all limits", new Uint8Array(1024 * 1024).fill(3)],
  ];
  test.each(violations)(
    "[T19] closes a link that posts %s as protocol-error, and no other",
    async (_what, body) => {
      const ours = await serverOf(ends);
      const raw = await openedRaw(ours.base);
      await raw.post(0, body).catch(() => {});
      const reason = await ours.closing();
      expect(reason).toMatchObject({ code: "protocol-error", by: "local" });
      expect(reason?.detail).toBeTruthy();
      await ours.expectGoodLinkAlive();
    },
  );

  test("[T19] outlives random bytes in random POSTs", async () => {
    const ours = await serverOf(ends);
    const random = seededRandom(7);
    for (let round = 0; round < 10; round++) {
      const raw = await openedRaw(ours.base);
      for (let number = 0; number < 5; number++) {
        const body = Uint8Array.from({ length: random() * 40 }, () => random() * 256);
        expect([204, 400, 404, 409]).toContain(await raw.post(number, body));
      }
      await raw.hangUp();
    }
    await ours.expectGoodLinkAlive();
  });

  test("[T19] refuses a POST without a number, of another type, and by another verb", async () => {
    const ours = await serverOf(ends);
    const raw = await openedRaw(ours.base);
    expect(await raw.post("", message(1))).toBe(400);
    expect(await raw.post("-1", message(1))).toBe(400);
    expect(await raw.post("0&n=1", message(1))).toBe(400);
    expect(await raw.post(0, "{}", { "content-type": "application/json" })).toBe(415);
    expect((await fetch(raw.url, { method: "PUT" })).status).toBe(404);
    expect(await raw.postFrames(0, message(1))).toBe(204);
    await ours.expectGoodLinkAlive();
  });

  test("[T11] half a body and then silence is answered 408, and its link a timeout", async () => {
    const ours = await serverOf(ends, { limits: { heartbeatMs: 600 } });
    const raw = await openedRaw(ours.base);
    const head = ["POST", octets, "Content-Length: 100"];
    expect(await statusOf(`${raw.url}?n=0`, head, "half")).toContain("408");
    expect(await ours.closing()).toMatchObject({ by: "network" });
    await ours.expectGoodLinkAlive();
  });

  test("[T11] a body that never ends is aborted", async () => {
    const ours = await serverOf(ends, { limits: { heartbeatMs: 600 } });
    const raw = await openedRaw(ours.base);
    expect(await dribble(`${raw.url}?n=0`)).toBe(408);
    expect(await ours.closing()).toMatchObject({ code: "timeout", by: "network" });
    await ours.expectGoodLinkAlive();
  });

  test("[T19] of a flood of POSTs more than two at a time are refused", async () => {
    const ours = await serverOf(ends, { limits: { heartbeatMs: 10_000 } });
    const raw = await openedRaw(ours.base);
    const head = ["POST", octets, "Content-Length: 1000"];
    const half = () => statusOf(`${raw.url}?n=0`, head, "half").catch(() => "cut");
    const held = [half(), half()];
    await expect.poll(() => raw.postFrames(0, message(1))).toBe(429);
    const flood = await Promise.all(Array.from({ length: 200 }, () => half()));
    expect(new Set(flood)).toEqual(new Set(["HTTP/1.1 429 Too Many Requests"]));
    await ours.expectGoodLinkAlive();
    await raw.hangUp();
    await ours.listener.stop();
    await Promise.all(held);
  });

  test("[T19] a flood of ackRequests is not answered one by one", async () => {
    const ours = await serverOf(ends);
    const raw = await RawHttp.halfOpen(ours.base);
    onTestFinished(() => raw.hangUp());
    const opened = await raw.get(0);
    const nextRequest = ackRequests();
    const flood = encodeBatch(Array.from({ length: 15_000 }, nextRequest));
    expect(await raw.post(0, flood)).toBe(204);
    // So that the stream ends.
    ours.recorders[0]?.link?.close("done");
    const answer = ends.name === "sse" ? opened : await raw.get(1);
    const heard = answer.arrayBuffer();
    await expect.poll(() => ours.recorders[0]?.closings()).toHaveLength(1);
    await fetch(raw.url, { method: "DELETE" });
    expect((await heard).byteLength).toBeLessThan(128 * 1024);
    await ours.expectGoodLinkAlive();
  });

  test("[T7] a client that never reads and acknowledges everything is closed as overflow or lost", async () => {
    const limits = { hardLimitBytes: 256 * 1024, heartbeatMs: 2000 };
    const ours = await serverOf(ends, { limits });
    const raw = await RawHttp.halfOpen(ours.base);
    onTestFinished(await neverRead(`${raw.url}?n=0`));
    await expect.poll(() => ours.recorders[0]?.link).toBeDefined();
    const [recorder] = ours.recorders as [RecordingListener];
    const payload = new Uint8Array(60_000);
    let receivedBytes = 0;
    for (let number = 0; recorder.closings().length === 0; number++) {
      recorder.link?.send(payload, "reliable-ordered");
      recorder.link?.send(payload, "reliable-ordered");
      receivedBytes += 2 * 60_001;
      const ack = encodeFrame({ kind: "ack", receivedTotals: [0, 0, 0, receivedBytes] });
      await raw.postFrames(number, ack);
      // The kernel buffers a connection by its own limits; our part on top of that is bounded.
      expect(receivedBytes).toBeLessThan(64 * 1024 * 1024);
    }
    expect(["overflow", "timeout", "lost"]).toContain(recorder.closings()[0]?.code);
    await ours.expectGoodLinkAlive();
  });

  test("[T11] a client that posts and never fetches is closed", async () => {
    const ours = await serverOf(ends, { limits: { heartbeatMs: 600 } });
    const raw = await RawHttp.halfOpen(ours.base);
    const answer = await raw.get(0);
    await expect.poll(() => ours.recorders).toHaveLength(1);
    // The stream is requested once, so that a client which stops reading it has closed.
    if (ends.name === "sse") raw.cut();
    else await answer.arrayBuffer();
    const [recorder] = ours.recorders as [RecordingListener];
    for (let number = 0; recorder.closings().length === 0; number++) {
      await raw.postFrames(number, message(1));
    }
    const code = ends.name === "sse" ? "lost" : "timeout";
    expect(recorder.closings()).toMatchObject([{ code, by: "network" }]);
    await ours.expectGoodLinkAlive();
  });

  test("[T19] a header too long is 431, and opens nothing", async () => {
    const ours = await serverOf(ends);
    const status = await statusOf(ours.base, [
      "POST",
      `Authorization: Bearer ${"x".repeat(20_000)}`,
    ]);
    expect(status).toContain("431");
    expect(ours.recorders).toEqual([]);
    await ours.expectGoodLinkAlive();
  });

  test("[T18] requests reach a link only by its whole id", async () => {
    const ours = await serverOf(ends);
    const [one, other] = [await openedRaw(ours.base), await openedRaw(ours.base)];
    const idOf = ({ url }: RawHttp) => url.slice(ours.base.length + 1);
    expect(idOf(one)).toMatch(/^[\w-]{32}$/);
    expect(idOf(one)).not.toBe(idOf(other));
    for (const id of ["1", "x".repeat(32), `${idOf(one).slice(0, -1)}~`, "%00"]) {
      const stranger = new RawHttp(`${ours.base}/${id}`);
      expect(await stranger.postFrames(0, message(6))).toBe(404);
      expect((await stranger.get(0)).status).toBe(404);
      expect((await fetch(stranger.url, { method: "DELETE" })).status).toBe(404);
    }
    expect(ours.recorders.flatMap((recorder) => recorder.log)).toEqual([]);
    await ours.expectGoodLinkAlive();
  });

  test("[T3] a repeated POST is received once, an early one waits, others are refused", async () => {
    const ours = await serverOf(ends);
    const raw = await openedRaw(ours.base);
    expect(await raw.postFrames(0, message(0))).toBe(204);
    expect(await raw.postFrames(0, message(0))).toBe(204);
    const early = raw.postFrames(2, message(2));
    expect(await raw.postFrames(3, message(3))).toBe(409);
    expect(await raw.postFrames(1, message(1))).toBe(204);
    expect(await early).toBe(204);
    expect(await raw.postFrames(0, message(0))).toBe(409);
    expect(ours.recorders[0]?.payloads().map(([first]) => first)).toEqual([0, 1, 2]);
    await ours.expectGoodLinkAlive();
  });

  test("[T3] a link whose POST never comes is lost, and the POST after it is not received", async () => {
    const ours = await serverOf(ends);
    const raw = await openedRaw(ours.base);
    expect(await raw.postFrames(1, message(1))).toBe(409);
    expect(await ours.closing()).toEqual({
      code: "lost",
      by: "network",
      detail: "POST 0 is missing",
    });
    expect(ours.recorders[0]?.payloads()).toEqual([]);
    await ours.expectGoodLinkAlive();
  });

  test("[T18] refuses a credential which is not admitted, and opens nothing", async () => {
    const { origin, base, recorders, dialer } = await serverOf(ends);
    const dialing = dialer.dial({ origin, credential: "bad" }, new RecordingListener().attach);
    await expect(dialing).rejects.toMatchObject({
      name: "DialFailed",
      reason: { code: "refused", by: "remote" },
    });
    expect(await statusOf(base, ["POST", "Content-Length: 0"])).toContain("401");
    expect(recorders).toEqual([]);
  });

  test("[T18] refuses all requests of a foreign page, and accepts those of our own", async () => {
    const ours = await serverOf(ends);
    const foreign = { origin: "http://evil.test" };
    const own = { origin: "http://crosswire.test" };
    expect((await askToOpen(ours.base, goodCredential, foreign)).status).toBe(403);
    expect((await askToOpen(ours.base, goodCredential, own)).status).toBe(200);
    const raw = await RawHttp.halfOpen(ours.base);
    onTestFinished(() => raw.hangUp());
    expect((await raw.get(0, foreign)).status).toBe(403);
    expect(ours.recorders).toEqual([]);
    expect((await raw.get(0, own)).status).toBe(ends.name === "sse" ? 200 : 204);
    expect(await raw.post(0, message(1), foreign)).toBe(403);
    expect((await fetch(raw.url, { method: "DELETE", headers: foreign })).status).toBe(403);
    expect(ours.recorders.map((recorder) => recorder.log)).toEqual([[]]);
  });

  test("[T18] frees links that are never opened; of too many of one credential or network the oldest is dropped", async () => {
    const everyone = { admits: () => true, refusal: () => undefined };
    const limits = { heartbeatMs: 1000 };
    const ours = await serverOf(ends, { admission: everyone, limits });
    const first = await RawHttp.halfOpen(ours.base, "one");
    for (let i = 0; i < 4; i++) await RawHttp.halfOpen(ours.base, "one");
    expect((await first.get(0)).status).toBe(404);

    const crowd: RawHttp[] = [];
    for (let i = 0; i < 100; i++) crowd.push(await RawHttp.halfOpen(ours.base, `peer ${i}`));
    onTestFinished(() => crowd.at(-1)?.hangUp());
    const [oldest, late] = [await crowd[35]?.get(0), await crowd[36]?.get(0)];
    const opened = ends.name === "sse" ? 200 : 204;
    expect([oldest?.status, late?.status]).toEqual([404, opened]);
    await ours.expectGoodLinkAlive();
    expect(ours.recorders).toHaveLength(1);
    const statusOfNext = async () => (await crowd[37 + ours.recorders.length]?.get(0))?.status;
    await expect.poll(statusOfNext, { timeout: 5000 }).toBe(404);
  });

  test("[T14] answers 503 before it listens and after it stopped, and a HEAD opens nothing", async () => {
    const fastify = Fastify({ forceCloseConnections: true });
    const accepting = ends.acceptor({ fastify, admission });
    const origin = `http://127.0.0.1:${await portOfListening(fastify)}`;
    onTestFinished(() => fastify.close());
    const base = `${origin}/link/${ends.name}`;
    expect((await askToOpen(base, goodCredential)).status).toBe(503);
    const recorder = new RecordingListener();
    const listener = await accepting.listen(recorder.attach);
    const raw = await RawHttp.halfOpen(base);
    expect((await fetch(raw.url, { method: "HEAD" })).status).toBe(404);
    expect(recorder.link).toBeUndefined();
    await listener.stop();
    expect((await askToOpen(base, goodCredential)).status).toBe(503);
    expect((await raw.get(0)).status).toBe(404);
  });

  test("[T10] requests of a link that has just ended are answered 205, which is no error", async () => {
    const ours = await serverOf(ends);
    const raw = await openedRaw(ours.base);
    const hangUp = async () => (await fetch(raw.url, { method: "DELETE" })).status;
    expect(await hangUp()).toBe(204);
    const late = [await raw.postFrames(0, message(6)), (await raw.get(7)).status, await hangUp()];
    expect(late).toEqual([205, 205, 205]);
    expect(ours.recorders.flatMap((recorder) => recorder.payloads())).toEqual([]);
    await ours.expectGoodLinkAlive();
  });

  test("dialing where nothing listens fails as lost", async () => {
    const fastify = Fastify();
    const origin = `http://127.0.0.1:${await portOfListening(fastify)}`;
    await fastify.close();
    const dialing = ends
      .dialer()
      .dial({ origin, credential: goodCredential }, new RecordingListener().attach);
    await expect(dialing).rejects.toMatchObject({
      name: "DialFailed",
      reason: { code: "lost", by: "network" },
    });
  });
});
