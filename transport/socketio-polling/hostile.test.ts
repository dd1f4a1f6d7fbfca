/** Hostile input: each of these closes the link of its sender and harms no other. */
import { once } from "node:events";
import { connect, createServer, type ClientHttp2Session } from "node:http2";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, onTestFinished, test } from "vitest";
import type { LinkLimits } from "../link.ts";
import { admission, goodCredential } from "../testing/test-rig.ts";
import { listening, portOf } from "../testing/test-rigs.ts";
import {
  hostileLoadServer,
  malformedFrames,
  type HostileLoadServer,
} from "../testing/hostile-load.ts";
import { seededRandom } from "../testing/seeded-random.ts";
import { RecordingListener } from "../testing/recording-listener.ts";
import { packetOf, RawPolling } from "../testing/raw-polling.ts";
import { recordRules } from "../testing/rule-results.ts";
import { socketioPollingAcceptor } from "./accept.ts";
import { socketioPollingPath } from "../socketio/paths.ts";
import { socketioPollingDialer } from "./dial.ts";

recordRules("socketio-polling");

const server = (limits: Partial<LinkLimits> = {}) =>
  hostileLoadServer(
    (http) => socketioPollingAcceptor({ server: http, admission, limits }),
    socketioPollingDialer({ limits }),
  );

async function joined({ origin, recorders }: HostileLoadServer): Promise<RawPolling> {
  recorders.length = 0;
  const raw = await RawPolling.joined(origin);
  await expect.poll(() => recorders).toHaveLength(1);
  return raw;
}

/** A message of this many bytes. */
const message = (bytes: number) => packetOf(new Uint8Array(bytes).fill(3));

describe("a Socket.IO acceptor for polling", () => {
  const violations: [string, (raw: RawPolling) => unknown][] = [
    ...malformedFrames.map(([what, frame]): [string, (raw: RawPolling) => unknown] => [
      what,
      (raw) => raw.post(packetOf(frame)),
    ]),
    ["text that is no packet", (raw) => raw.post("hello")],
    ["an event as text", (raw) => raw.post('42["frame",{"_placeholder":true}]')],
    ["a heartbeat of the wrong direction", (raw) => raw.post("2")],
    ["a binary body", (raw) => raw.post("", { "content-type": "application/octet-stream" })],
    ["a body above all limits", (raw) => raw.post(message(1024 * 1024))],
    ["a body of unknown length", (raw) => raw.postOfUnknownLength(message(10))],
    ["two polls at once", (raw) => Promise.all([raw.poll(), raw.poll()])],
  ];
  test.each(violations)(
    "[T19] closes a link that sends %s as protocol-error, and no other",
    async (_what, say) => {
      const ours = await server();
      const raw = await joined(ours);
      void Promise.resolve(say(raw)).catch(() => {});
      const reason = await ours.closing();
      expect(reason).toMatchObject({ code: "protocol-error", by: "local" });
      expect(reason?.detail).toBeTruthy();
      await ours.expectGoodLinkAlive();
    },
  );

  test("[T19] outlives random bytes", async () => {
    const ours = await server();
    const random = seededRandom(7);
    for (let round = 0; round < 20; round++) {
      const raw = await joined(ours);
      for (let i = 0; i < 10; i++) {
        const bytes = Uint8Array.from({ length: 1 + random() * 40 }, () => random() * 256);
        if (random() < 0.5) await raw.post(packetOf(bytes));
        else await raw.post(Buffer.from(bytes).toString("latin1"));
      }
      await ours.expectGoodLinkAlive();
    }
    await expect.poll(() => ours.recorders[0]?.closings()).toHaveLength(1);
  });

  test("[T11] half a request and then silence is a timeout, and the connection is closed", async () => {
    const ours = await server({ heartbeatMs: 600 });
    const hangUp = (await joined(ours)).postHalf(message(100));
    onTestFinished(hangUp);
    expect(await ours.closing()).toMatchObject({ code: "timeout", by: "network" });
    await ours.expectGoodLinkAlive();
  });

  test("[T11] an aborted poll is lost at once", async () => {
    const ours = await server({ heartbeatMs: 60_000 });
    const raw = await joined(ours);
    const leaving = new AbortController();
    const polling = fetch(raw.url, { signal: leaving.signal }).catch(() => {});
    // This POST is answered after the poll has arrived at the server.
    await raw.post(message(1));
    leaving.abort();
    await polling;
    expect(await ours.closing()).toMatchObject({ code: "lost", by: "network" });
    await ours.expectGoodLinkAlive();
  });

  test("[T7] closes a link whose far side never polls as overflow, and holds no more than the limit", async () => {
    const ours = await server({ hardLimitBytes: 1024 * 1024 });
    const raw = await joined(ours);
    const link = ours.recorders[0]?.link;
    while (link?.send(new Uint8Array(1000), "reliable-ordered") !== "dropped");
    expect(link.stats().bufferedBytes).toBeLessThanOrEqual(1024 * 1024);
    expect(await ours.closing()).toMatchObject({ code: "overflow", by: "local" });
    // The session is soon freed, although no client fetched the reason.
    await expect.poll(() => raw.post("3"), { timeout: 5000 }).toBe(400);
    await ours.expectGoodLinkAlive();
  });

  test("[T11] a flood from a client that never polls is a timeout", async () => {
    const ours = await server({ heartbeatMs: 1000 });
    const raw = await joined(ours);
    const [recorder] = ours.recorders as [RecordingListener];
    recorder.onMessage = () => void recorder.log.pop();
    const small = Array.from({ length: 2000 }, () => message(20)).join("\x1e");
    while ((await raw.post(small)) === 200);
    expect(await ours.closing()).toMatchObject({ code: "timeout", by: "network" });
    await ours.expectGoodLinkAlive();
  });

  test("[T18] refuses a credential which is not admitted, and opens nothing", async () => {
    const { origin, recorders } = await server();
    const dialing = socketioPollingDialer().dial(
      { origin, credential: "bad" },
      new RecordingListener().attach,
    );
    await expect(dialing).rejects.toMatchObject({
      name: "DialFailed",
      reason: { code: "refused", by: "remote" },
    });
    expect(recorders).toEqual([]);
  });

  test("[T18] refuses a request of a foreign page, and accepts one of our own", async () => {
    const ours = await server();
    const raw = await joined(ours);
    expect(await raw.post(message(1), { origin: "http://evil.test" })).toBe(403);
    expect(await raw.post(message(1), { origin: "http://crosswire.test" })).toBe(200);
    await expect.poll(() => ours.recorders[0]?.payloads()).toHaveLength(1);
    expect(ours.recorders[0]?.closings()).toEqual([]);
  });

  test("[T18] a dial from a page that is not allowed is refused", async () => {
    const http = await listening(() => {});
    const refusing = { ...admission, refusal: () => "no page is allowed" };
    const acceptor = socketioPollingAcceptor({ server: http, admission: refusing });
    const listener = await acceptor.listen(new RecordingListener().attach);
    const address = { origin: `http://127.0.0.1:${portOf(http)}`, credential: goodCredential };
    await expect(
      socketioPollingDialer().dial(address, new RecordingListener().attach),
    ).rejects.toMatchObject({
      reason: { code: "refused", by: "remote" },
    });
    await listener.stop();
    http.close();
  });

  test("[T18] of too many sessions that do not join the oldest is dropped, and the others after a time", async () => {
    const ours = await server({ heartbeatMs: 1000 });
    const url = `${ours.origin}${socketioPollingPath}/?EIO=4&transport=polling`;
    const sessions: string[] = [];
    for (let i = 0; i < 66; i++) {
      const opened = await (await fetch(url)).text();
      sessions.push((JSON.parse(opened.slice(1)) as { sid: string }).sid);
    }
    const ping = async (sid = "") => {
      const answer = await fetch(`${url}&sid=${sid}`, { method: "POST", body: "3" });
      return answer.status;
    };
    expect([await ping(sessions[0]), await ping(sessions[1]), await ping(sessions[2])]).toEqual([
      400, 400, 200,
    ]);
    await ours.expectGoodLinkAlive();
    await expect.poll(() => ping(sessions.at(-1)), { timeout: 8000 }).toBe(400);
    expect(ours.recorders).toEqual([]);
  });

  test("[T18] an unknown session, and one that has ended, is answered 400", async () => {
    const ours = await server();
    const raw = await joined(ours);
    ours.recorders[0]?.link?.close("done");
    await raw.poll();
    await expect.poll(async () => (await raw.poll())[0], { timeout: 5000 }).toBe(400);
    for (const sid of ["", "guessed", "__proto__", "x".repeat(1000)]) {
      const url = raw.url.replace(/sid=.*/, `sid=${sid}`);
      expect((await fetch(url, { method: "POST", body: message(1) })).status).toBe(400);
    }
    await ours.expectGoodLinkAlive();
  });

  test("[T18] answers a request with too long a header with 431, and opens nothing", async () => {
    const { origin, recorders } = await server();
    const url = `${origin}${socketioPollingPath}/?EIO=4&transport=polling&t=${"x".repeat(32_000)}`;
    expect((await fetch(url)).status).toBe(431);
    expect(recorders).toEqual([]);
  });

  test("holds polls over HTTP/2 too", async () => {
    const http2 = createServer((_request, response) => response.end("page"));
    await once(http2.listen(0, "127.0.0.1"), "listening");
    const recorder = new RecordingListener();
    const listener = await socketioPollingAcceptor({ server: http2, admission }).listen(
      recorder.attach,
    );
    const session = connect(`http://127.0.0.1:${(http2.address() as AddressInfo).port}`);
    const path = `${socketioPollingPath}/?EIO=4&transport=polling`;
    const open = await exchanged(session, { ":path": path });
    const ours = `${path}&sid=${(JSON.parse(open.slice(1)) as { sid: string }).sid}`;
    const join = `40${JSON.stringify({ credential: goodCredential })}`;
    await exchanged(session, { ":path": ours, ":method": "POST" }, join);
    expect(await exchanged(session, { ":path": ours })).toMatch(/^40/);
    const held = exchanged(session, { ":path": ours });
    await exchanged(session, { ":path": ours, ":method": "POST" }, message(2));
    await expect.poll(() => recorder.payloads()).toEqual([Uint8Array.of(3)]);
    recorder.link?.send(Uint8Array.of(42), "reliable-ordered");
    expect(await held).toContain(packetOf(Uint8Array.of(3, 42)));
    expect(await exchanged(session, { ":path": "/" })).toBe("page");
    const refused = await exchanged(session, { ":path": ours, origin: "http://evil.test" });
    expect(refused).toContain("not for pages of http://evil.test");
    session.destroy();
    await listener.stop();
    http2.close();
  });

  test("other paths of its server still answer, and its own is free once it has stopped", async () => {
    const http = await listening((_request, response) => response.end("page"));
    const listener = await socketioPollingAcceptor({ server: http, admission }).listen(
      new RecordingListener().attach,
    );
    const origin = `http://127.0.0.1:${portOf(http)}`;
    expect(await (await fetch(origin)).text()).toBe("page");
    await listener.stop();
    expect(http.listening).toBe(true);
    expect(await (await fetch(`${origin}${socketioPollingPath}/`)).text()).toBe("page");
    http.close();
    http.closeAllConnections();
  });

  test("dialing where nothing listens fails as lost", async () => {
    const http = await listening(() => {});
    const address = { origin: `http://127.0.0.1:${portOf(http)}`, credential: goodCredential };
    http.close();
    await expect(
      socketioPollingDialer().dial(address, new RecordingListener().attach),
    ).rejects.toMatchObject({
      name: "DialFailed",
      reason: { code: "lost", by: "network" },
    });
  });
});

async function exchanged(
  session: ClientHttp2Session,
  headers: Record<string, string>,
  body = "",
): Promise<string> {
  const length = body ? { "content-length": String(body.length) } : {};
  const stream = session.request({ ...headers, ...length });
  if (body) stream.end(body);
  return text(stream);
}
