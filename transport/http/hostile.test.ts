/** Hostile input: each of these ends in a close code or a status, harms no other link, and takes bounded memory. */
import { describe, expect, onTestFinished, test } from "vitest";
import { encodeFrame } from "../frame.ts";
import { malformedFrames, ackRequests } from "../testing/hostile-load.ts";
import { seededRandom } from "../testing/seeded-random.ts";
import { RecordingListener } from "../testing/recording-listener.ts";
import { allHttpEnds } from "../testing/http-test-rigs.ts";
import { dribble, neverRead, RawHttp, statusOf } from "../testing/raw-http.ts";
import { recordRules } from "../testing/rule-results.ts";
import { encodeBatch } from "./batch.ts";
import { message, serverOf, openedRaw } from "./hostile-server.suite.ts";

const octets = "Content-Type: application/octet-stream";
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
});
