/** Hostile input: each of these closes the link of its sender and harms no other. */
import { describe, expect, onTestFinished, test } from "vitest";
import { DialFailed, type LinkLimits } from "../link.ts";
import { admission, goodCredential } from "../testing/test-rig.ts";
import { listening, portOf } from "../testing/test-rigs.ts";
import {
  hostileLoadServer,
  malformedFrames,
  ackRequests,
  type HostileLoadServer,
} from "../testing/hostile-load.ts";
import { seededRandom } from "../testing/seeded-random.ts";
import { RecordingListener } from "../testing/recording-listener.ts";
import { RawWebSocket } from "../testing/raw-websocket.ts";
import { recordRules } from "../testing/rule-results.ts";
import { socketioAcceptor } from "./accept.ts";
import { socketioDialer } from "./dial.ts";

recordRules("socketio");

const target = "/socket.io/?EIO=4&transport=websocket";

const server = (limits: Partial<LinkLimits> = {}) =>
  hostileLoadServer(
    (http) => socketioAcceptor({ server: http, admission, limits }),
    socketioDialer({ limits }),
  );

async function joined({ port, recorders }: HostileLoadServer): Promise<RawWebSocket> {
  recorders.length = 0;
  const [raw] = await RawWebSocket.upgrade(port, target);
  onTestFinished(() => raw.end());
  raw.text(`40${JSON.stringify({ credential: goodCredential })}`);
  await expect.poll(() => recorders).toHaveLength(1);
  return raw;
}

describe("a Socket.IO acceptor", () => {
  const violations: [string, (raw: RawWebSocket) => void][] = [
    ...malformedFrames.map(([what, frame]): [string, (raw: RawWebSocket) => void] => [
      what,
      (raw) => raw.binary(frame),
    ]),
    ["a frame above all limits", (raw) => raw.binary(new Uint8Array(1024 * 1024).fill(3))],
    ["an event as text", (raw) => raw.text('42["frame",{"_placeholder":true}]')],
    ["a packet of no type", (raw) => raw.text("4?")],
    ["half a joining", (raw) => raw.text('40{"credential"')],
    ["bytes that are no WebSocket frame", (raw) => raw.bytes(Buffer.alloc(64, 0xff))],
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
        if (random() < 0.5) raw.binary(bytes);
        else raw.text(`4${Buffer.from(bytes).toString("latin1")}`);
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

  test("[T11] closes the link of a client that floods and reads nothing, by network", async () => {
    const ours = await server({ heartbeatMs: 1000 });
    const raw = await joined(ours);
    raw.stopReading();
    const nextRequest = ackRequests();
    await raw.flood(() => raw.binary(nextRequest()));
    // `lost` if Engine.IO first detects that its own heartbeat is not answered.
    expect(await ours.closing()).toMatchObject({ by: "network" });
    await ours.expectGoodLinkAlive();
  });

  test("[T7] closes a link whose far side never reads as overflow, and holds no more than the limit", async () => {
    const ours = await server({ hardLimitBytes: 1024 * 1024 });
    (await joined(ours)).stopReading();
    const link = ours.recorders[0]?.link;
    while (link?.send(new Uint8Array(1000), "reliable-ordered") !== "dropped");
    expect(link.stats().bufferedBytes).toBeLessThanOrEqual(1024 * 1024);
    expect(await ours.closing()).toMatchObject({ code: "overflow", by: "local" });
    await ours.expectGoodLinkAlive();
  });

  test("[T18] refuses a credential which is not admitted, and opens nothing", async () => {
    const { origin, recorders } = await server();
    const dialing = socketioDialer().dial(
      { origin, credential: "bad" },
      new RecordingListener().attach,
    );
    await expect(dialing).rejects.toMatchObject({
      name: "DialFailed",
      reason: { code: "refused", by: "remote" },
    });
    expect(recorders).toEqual([]);
  });

  test("[T18] refuses the upgrade of a foreign page, and accepts that of our own", async () => {
    const { port, recorders } = await server();
    const [foreign, foreignStatus] = await RawWebSocket.upgrade(
      port,
      target,
      "Origin: http://evil.test\r\n",
    );
    const [own, ownStatus] = await RawWebSocket.upgrade(
      port,
      target,
      "Origin: http://crosswire.test\r\n",
    );
    foreign.end();
    own.end();
    expect(foreignStatus).toContain("403");
    expect(ownStatus).toContain("101");
    expect(recorders).toEqual([]);
  });

  test("other paths of its server still answer, and its own is free once it has stopped", async () => {
    const http = await listening((_request, response) => response.end("page"));
    const listener = await socketioAcceptor({ server: http, admission }).listen(
      new RecordingListener().attach,
    );
    const origin = `http://127.0.0.1:${portOf(http)}`;
    expect(await (await fetch(origin)).text()).toBe("page");
    await listener.stop();
    expect(http.listening).toBe(true);
    expect(await (await fetch(`${origin}/socket.io/`)).text()).toBe("page");
    const [, answer] = await RawWebSocket.upgrade(
      portOf(http),
      "/socket.io/?EIO=4&transport=websocket",
    );
    expect(answer).toContain("404");
    http.close();
    http.closeAllConnections();
  });

  test("dialing where nothing listens fails as lost", async () => {
    const http = await listening(() => {});
    const origin = `http://127.0.0.1:${portOf(http)}`;
    http.close();
    const dialing = socketioDialer().dial(
      { origin, credential: goodCredential },
      new RecordingListener().attach,
    );
    await expect(dialing).rejects.toThrow(DialFailed);
    await expect(dialing).rejects.toMatchObject({ reason: { code: "lost", by: "network" } });
  });
});
