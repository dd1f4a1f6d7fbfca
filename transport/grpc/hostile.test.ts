/** Hostile input to a gRPC server, called as browsers call it: each of these ends the call or the link of its sender and harms no other. */
import { connect } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { Wire } from "#protocol/wire";
import { DialFailed } from "../link.ts";
import { goodCredential } from "../testing/test-rig.ts";
import { seededRandom } from "../testing/seeded-random.ts";
import { RecordingListener } from "../testing/recording-listener.ts";
import { fastifyServer } from "./test-rigs.suite.ts";
import { grpcDialer } from "./dial.ts";
import { lengthPrefixed, openCall, openRequest, sendCall, sendRequest } from "./raw-calls.suite.ts";
import { recordRules } from "../testing/rule-results.ts";
import { server, stranger, violations, message } from "./hostile-server.suite.ts";

recordRules("grpc");

describe("a gRPC acceptor, called as browsers call it", () => {
  test.each(violations)(
    "[T19] closes a link that sends %s as protocol-error, and no other",
    async (_what, frame) => {
      const ours = await server("web");
      const { id, recorder } = await stranger(ours);
      await sendCall(ours.port, sendRequest(id, 1, frame));
      await expect.poll(() => recorder.closings()).toHaveLength(1);
      expect(recorder.closings()).toMatchObject([{ code: "protocol-error", by: "local" }]);
      await ours.expectGoodLinkAlive();
    },
  );

  test("[T19] closes a link that skips a call number as protocol-error", async () => {
    const ours = await server("web");
    const { id, recorder } = await stranger(ours);
    const { status } = await sendCall(ours.port, sendRequest(id, 2, message));
    expect(status).toBe(400);
    await expect
      .poll(() => recorder.closings())
      .toEqual([{ code: "protocol-error", by: "local", detail: "call 2 after 0" }]);
    await ours.expectGoodLinkAlive();
  });

  test("[T3] a repeated call is received once", async () => {
    const ours = await server("web");
    const { id, recorder } = await stranger(ours);
    for (const sequence of [1, 1, 2, 1, 2, 3]) {
      const { status } = await sendCall(
        ours.port,
        sendRequest(id, sequence, Uint8Array.of(3, sequence)),
      );
      expect(status).toBe(200);
    }
    expect(recorder.payloads().map(([first]) => first)).toEqual([1, 2, 3]);
    expect(recorder.closings()).toEqual([]);
  });

  const unread: [string, () => Uint8Array<ArrayBuffer>, number][] = [
    ["to no link", () => sendRequest("guessed", 1, message), 404],
    ["that is no message", () => new Uint8Array(40).fill(0xff), 500],
    ["cut in its middle", () => sendRequest("guessed", 1, message).slice(0, -1), 500],
    ["above all limits", () => new Uint8Array(1024 * 1024), 429],
  ];
  test.each(unread)("[T19] a call %s is answered with an error", async (_what, body, status) => {
    const ours = await server("web");
    const answer = await sendCall(ours.port, body());
    expect(answer.status).toBe(status);
    await ours.expectGoodLinkAlive();
    expect(ours.recorders).toEqual([]);
  });

  test("[T19] outlives random bytes", async () => {
    const ours = await server("web");
    const { id } = await stranger(ours);
    const random = seededRandom(7);
    for (let round = 0; round < 200; round++) {
      const bytes = Uint8Array.from({ length: random() * 60 }, () => random() * 256);
      const body = random() < 0.5 ? bytes : sendRequest(id, 1 + Math.floor(random() * 3), bytes);
      await (await sendCall(ours.port, body)).arrayBuffer();
    }
    await ours.expectGoodLinkAlive();
    expect(ours.recorders).toHaveLength(1);
  });

  test("[T7] a stream that the client does not read closes as overflow, and its connection is closed", async () => {
    const { acceptor, port, connections, close } = await fastifyServer();
    const recorder = new RecordingListener();
    const listener = await acceptor.listen(recorder.attach);
    const socket = connect(port, "127.0.0.1");
    onTestFinished(async () => {
      socket.destroy();
      await listener.stop();
      await close();
    });
    const body = lengthPrefixed(openRequest(goodCredential));
    socket.pause();
    socket.write(
      "POST /crosswire.v1.Wire/Open HTTP/1.1\r\nHost: test\r\n" +
        `Content-Type: application/connect+proto\r\nContent-Length: ${body.length}\r\n\r\n`,
    );
    socket.write(body);
    await expect.poll(() => recorder.link).toBeDefined();
    for (let i = 0; i < 200; i++) recorder.link!.send(new Uint8Array(60_000), "reliable-ordered");
    await expect.poll(() => recorder.closings()).toMatchObject([{ code: "overflow", by: "local" }]);
    expect(await connections()).toBe(1);
    await expect.poll(connections, { timeout: 8000 }).toBe(0);
  });

  test("[T18] refuses a credential which is not admitted, and opens nothing", async () => {
    const { dialer, address, recorders } = await server("web");
    const dialing = dialer.dial({ ...address, credential: "bad" }, new RecordingListener().attach);
    await expect(dialing).rejects.toMatchObject({
      name: "DialFailed",
      reason: { code: "refused", by: "remote" },
    });
    expect(recorders).toEqual([]);
  });

  test("[T18] refuses the calls of a foreign page, and accepts those of our own", async () => {
    const { port, recorders } = await server("web");
    const calls = new AbortController();
    onTestFinished(() => calls.abort());
    const from = (origin: string) =>
      openCall(port, goodCredential, { headers: { origin }, signal: calls.signal });
    expect(await (await from("http://evil.test")).text()).toContain("permission_denied");
    expect(recorders).toEqual([]);
    await from("http://crosswire.test");
    await expect.poll(() => recorders).toHaveLength(1);
  });

  test("other routes still answer, and its own are unavailable once it has stopped", async () => {
    const { listener, dialer, address } = await server("web");
    await listener.stop();
    expect(await (await fetch(address.origin)).text()).toBe("page");
    const dialing = dialer.dial(address, new RecordingListener().attach);
    await expect(dialing).rejects.toThrow(DialFailed);
    await expect(dialing).rejects.toMatchObject({ reason: { code: "lost", by: "network" } });
  });

  test("a server that knows no such service is a protocol-error", async () => {
    const { default: Fastify } = await import("fastify");
    const fastify = Fastify();
    onTestFinished(() => fastify.close());
    const origin = await fastify.listen({ host: "127.0.0.1", port: 0 });
    const dialing = grpcDialer({ service: async () => Wire }).dial(
      { origin, credential: goodCredential },
      new RecordingListener().attach,
    );
    await expect(dialing).rejects.toMatchObject({ reason: { code: "protocol-error" } });
  });
});
