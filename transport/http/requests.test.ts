/** Which requests reach a link, in which order, and which are refused. */
import Fastify from "fastify";
import { describe, expect, onTestFinished, test } from "vitest";
import { admission, goodCredential } from "../testing/test-rig.ts";
import { RecordingListener } from "../testing/recording-listener.ts";
import { allHttpEnds, portOfListening } from "../testing/http-test-rigs.ts";
import { askToOpen, RawHttp, statusOf } from "../testing/raw-http.ts";
import { recordRules } from "../testing/rule-results.ts";
import { message, serverOf, openedRaw } from "./hostile-server.suite.ts";

describe.each(allHttpEnds)("the acceptor of $name", (ends) => {
  recordRules(ends.name);

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
