/** Hostile input: each of these closes the link of its sender and harms no other. */
import { describe, expect, onTestFinished, test } from "vitest";
import { WebSocketServer } from "ws";
import { DialFailed, type LinkLimits } from "../link.ts";
import { admission, goodCredential } from "../testing/test-rig.ts";
import { listening, portOf } from "../testing/test-rigs.ts";
import {
  hostileLoadServer,
  heldBytes,
  malformedFrames,
  ackRequests,
  type HostileLoadServer,
} from "../testing/hostile-load.ts";
import { seededRandom } from "../testing/seeded-random.ts";
import { RecordingListener } from "../testing/recording-listener.ts";
import { RawWebSocket } from "../testing/raw-websocket.ts";
import { recordRules } from "../testing/rule-results.ts";
import { websocketAcceptor } from "./accept.ts";
import { websocketDialer } from "./dial.ts";
import { subprotocolsWith, websocketPath } from "./subprotocols.ts";

recordRules("websocket");

const offer = (credential: string) =>
  `Sec-WebSocket-Protocol: ${subprotocolsWith(credential).join(", ")}\r\n`;

const server = (limits: Partial<LinkLimits> = {}) =>
  hostileLoadServer(
    (http) => websocketAcceptor({ server: http, admission, limits }),
    websocketDialer({ limits }),
  );

async function joined({ port, recorders }: HostileLoadServer): Promise<RawWebSocket> {
  recorders.length = 0;
  const [raw] = await RawWebSocket.upgrade(port, websocketPath, offer(goodCredential));
  onTestFinished(() => raw.end());
  await expect.poll(() => recorders).toHaveLength(1);
  return raw;
}

describe("a WebSocket acceptor", () => {
  const violations: [string, (raw: RawWebSocket) => void][] = [
    ...malformedFrames.map(([what, frame]): [string, (raw: RawWebSocket) => void] => [
      what,
      (raw) => raw.binary(frame),
    ]),
    ["a frame above all limits", (raw) => raw.binary(new Uint8Array(1024 * 1024).fill(3))],
    ["text", (raw) => raw.text("hello")],
    ["bytes that are no WebSocket frame", (raw) => raw.bytes(Buffer.alloc(64, 0xff))],
    [
      "the head of a message of 2^63 bytes",
      (raw) => raw.bytes(Buffer.of(0x82, 255, 127, 255, 255, 255, 255, 255, 255, 255)),
    ],
  ];
  test.each(violations)(
    "[T19] closes a link that sends %s as protocol-error, and no other",
    async (_what, say) => {
      const ours = await server();
      say(await joined(ours));
      const reason = await ours.closing();
      expect(reason).toMatchObject({ code: "protocol-error", by: "local" });
      expect(reason?.detail).toBeTruthy();
      await ours.expectGoodLinkAlive();
    },
  );

  test("[T19] outlives random bytes in random frames", async () => {
    const ours = await server();
    const random = seededRandom(7);
    for (let round = 0; round < 30; round++) {
      const raw = await joined(ours);
      for (let i = 0; i < 20; i++) {
        const bytes = Uint8Array.from({ length: random() * 40 }, () => random() * 256);
        if (random() < 0.8) raw.binary(bytes);
        else raw.bytes(bytes);
      }
      raw.hangUp();
      expect(await ours.closing()).toBeDefined();
    }
    await ours.expectGoodLinkAlive();
  });

  test("[T11] half a frame and the end of the connection is lost", async () => {
    const ours = await server();
    const raw = await joined(ours);
    raw.half(new Uint8Array(1000).fill(3));
    raw.hangUp();
    expect(await ours.closing()).toMatchObject({ code: "lost", by: "network" });
    await ours.expectGoodLinkAlive();
  });

  test("[T11] half a frame and then silence is a timeout", async () => {
    const ours = await server({ heartbeatMs: 600 });
    (await joined(ours)).half(new Uint8Array(1000).fill(3));
    expect(await ours.closing()).toMatchObject({ code: "timeout", by: "network" });
  });

  test("[T7] closes a link whose far side never reads as overflow, and holds no more than the limit", async () => {
    const ours = await server({ hardLimitBytes: 1024 * 1024 });
    const raw = await joined(ours);
    raw.stopReading();
    const link = ours.recorders[0]?.link;
    while (link?.send(new Uint8Array(1000), "reliable-ordered") !== "dropped");
    expect(link.stats().bufferedBytes).toBeLessThanOrEqual(1024 * 1024);
    expect(await ours.closing()).toMatchObject({ code: "overflow", by: "local" });
    await ours.expectGoodLinkAlive();
  });

  test("[T11] a flood from a client that reads nothing is a timeout, and little of it is kept", async () => {
    const ours = await server({ heartbeatMs: 1000 });
    const raw = await joined(ours);
    raw.stopReading();
    const nextRequest = ackRequests();
    const heldBefore = heldBytes();
    await raw.flood(() => raw.binary(nextRequest()));
    expect(await ours.closing()).toMatchObject({ code: "timeout", by: "network" });
    expect(heldBytes() - heldBefore).toBeLessThan(64 * 1024 * 1024);
    await ours.expectGoodLinkAlive();
  });

  test("[T11] a flood of pings ends as a timeout: pings are no heartbeat", async () => {
    const ours = await server({ heartbeatMs: 600 });
    const raw = await joined(ours);
    raw.stopReading();
    await raw.flood(() => raw.ping());
    expect(await ours.closing()).toMatchObject({ code: "timeout", by: "network" });
  });

  test("[T18] refuses a credential which is not admitted, and opens nothing", async () => {
    const { origin, recorders, port } = await server();
    for (const credential of ["bad", "", "(%)"]) {
      const dialing = websocketDialer().dial(
        { origin, credential },
        new RecordingListener().attach,
      );
      await expect(dialing).rejects.toMatchObject({
        name: "DialFailed",
        reason: { code: "refused", by: "remote" },
      });
    }
    const offers = ["", "Sec-WebSocket-Protocol: crosswire.%\r\n", offer("x".repeat(10_000))];
    for (const headers of offers) {
      const [raw, answer] = await RawWebSocket.upgrade(port, websocketPath, headers);
      raw.end();
      expect(answer).toContain("401");
    }
    expect(recorders).toEqual([]);
  });

  test("[T18] refuses the upgrade of a foreign page, and accepts that of our own", async () => {
    const { port, recorders } = await server();
    const upgrade = async (origin: string) => {
      const headers = `Origin: ${origin}\r\n${offer(goodCredential)}`;
      const [raw, answer] = await RawWebSocket.upgrade(port, websocketPath, headers);
      raw.end();
      return answer;
    };
    expect(await upgrade("http://evil.test")).toContain("403");
    expect(recorders).toEqual([]);
    const answer = await upgrade("http://crosswire.test");
    expect(answer).toContain("101");
    expect(answer).toMatch(/Sec-WebSocket-Protocol: crosswire\r\n/i);
  });

  test("[T18] answers a request with too long a header with 431, and opens nothing", async () => {
    const { port, recorders } = await server();
    const [raw, answer] = await RawWebSocket.upgrade(
      port,
      websocketPath,
      offer("x".repeat(32_000)),
    );
    raw.end();
    expect(answer).toContain("431");
    expect(recorders).toEqual([]);
  });

  test("carries a credential of any characters", async () => {
    const http = await listening((_request, response) => response.end("page"));
    const credential = "a (b), c% ✓";
    const admits = (shown: string) => shown === credential;
    const listener = await websocketAcceptor({
      server: http,
      admission: { ...admission, admits },
    }).listen(new RecordingListener().attach);
    const origin = `http://127.0.0.1:${portOf(http)}`;
    const link = await websocketDialer().dial(
      { origin, credential },
      new RecordingListener().attach,
    );
    expect(link.transport).toBe("websocket");
    await listener.stop();
    http.close();
  });

  test("other paths of its server still answer, and its own is free once it has stopped", async () => {
    const http = await listening((_request, response) => response.end("page"));
    const listener = await websocketAcceptor({ server: http, admission }).listen(
      new RecordingListener().attach,
    );
    const origin = `http://127.0.0.1:${portOf(http)}`;
    expect(await (await fetch(origin)).text()).toBe("page");
    const [, answer] = await RawWebSocket.upgrade(portOf(http), "/not-mounted");
    expect(answer).toContain("404");
    await listener.stop();
    expect(http.listening).toBe(true);
    expect(await (await fetch(origin + websocketPath)).text()).toBe("page");
    const [, late] = await RawWebSocket.upgrade(portOf(http), websocketPath, offer(goodCredential));
    expect(late).toContain("404");
    http.close();
    http.closeAllConnections();
  });
});

describe("a WebSocket dialer", () => {
  test("fails as lost where nothing listens", async () => {
    const http = await listening(() => {});
    const address = { origin: `http://127.0.0.1:${portOf(http)}`, credential: goodCredential };
    http.close();
    const dialing = websocketDialer().dial(address, new RecordingListener().attach);
    await expect(dialing).rejects.toThrow(DialFailed);
    await expect(dialing).rejects.toMatchObject({ reason: { code: "lost", by: "network" } });
  });

  test("fails with the reason when a proxy refuses the upgrade", async () => {
    const ours = await server();
    const proxy = await listening((request, response) => {
      const headers = { authorization: request.headers.authorization ?? "" };
      void fetch(ours.origin + request.url, { headers }).then(({ status }) =>
        response.writeHead(status).end(),
      );
    });
    onTestFinished(() => void proxy.close());
    const address = { origin: `http://127.0.0.1:${portOf(proxy)}`, credential: goodCredential };
    await expect(
      websocketDialer().dial(address, new RecordingListener().attach),
    ).rejects.toMatchObject({
      reason: { code: "lost", detail: expect.stringContaining("does not let WebSockets through") },
    });
  });

  test("[T19] closes a link on which the server sends text as protocol-error", async () => {
    const http = await listening(() => {});

    const bad = new WebSocketServer({ server: http });
    const recorder = new RecordingListener();
    bad.on("connection", (socket) => socket.send("hello"));
    onTestFinished(() => {
      bad.close();
      http.close();
      http.closeAllConnections();
    });
    await websocketDialer().dial(
      { origin: `http://127.0.0.1:${portOf(http)}`, credential: goodCredential },
      recorder.attach,
    );
    await expect
      .poll(() => recorder.closings())
      .toMatchObject([{ code: "protocol-error", by: "local" }]);
  });
});
