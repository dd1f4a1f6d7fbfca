/** Hostile input: each of these ends the call or the link of its sender and harms no other. */
import { constants } from "node:http2";
import { connect } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { Wire } from "#protocol/wire";
import type { ServerBounds } from "../http-guard.ts";
import { DialFailed, type LinkLimits } from "../link.ts";
import { goodCredential } from "../testing/test-rig.ts";
import { seededRandom } from "../testing/seeded-random.ts";
import { RecordingListener } from "../testing/recording-listener.ts";
import { fastifyServer, nativeServer } from "./test-rigs.suite.ts";
import { grpcDialer } from "./dial.ts";
import { grpcNodeDialer } from "./dial-node.ts";
import {
  lengthPrefixed,
  linkIdOf,
  openCall,
  openRequest,
  RawStream,
  sendCall,
  sendRequest,
} from "./raw-calls.suite.ts";
import { recordRules } from "../testing/rule-results.ts";

recordRules("grpc");

/** A server with one good link, and the recorders of all other links. */
async function server(
  kind: "web" | "native",
  limits: Partial<LinkLimits> = {},
  bounds: Partial<ServerBounds> = {},
) {
  const native = () => nativeServer(limits, undefined, bounds);
  const served = await (kind === "web" ? fastifyServer(limits) : native());
  const recorders: RecordingListener[] = [];
  const listener = await served.acceptor.listen((link) => {
    const recorder = new RecordingListener();
    recorders.push(recorder);
    return recorder.attach(link);
  });
  onTestFinished(async () => {
    await listener.stop();
    await served.close();
  });
  const { port } = served;
  const address = { origin: `http://127.0.0.1:${port}`, credential: goodCredential };
  const dialer =
    kind === "web" ? grpcDialer({ service: async () => Wire }) : grpcNodeDialer({ service: Wire });
  const goodLink = await dialer.dial(address, new RecordingListener().attach);
  await expect.poll(() => recorders).toHaveLength(1);
  const [goodEar] = recorders.splice(0) as [RecordingListener];
  return {
    port,
    address,
    dialer,
    listener,
    /** Recorders of the links opened since. */
    recorders,
    async expectGoodLinkAlive() {
      const heardBefore = goodEar.payloads().length;
      goodLink.send(Uint8Array.of(1, 2, 3), "reliable-ordered");
      await expect.poll(() => goodEar.payloads().length).toBe(heardBefore + 1);
      expect(goodEar.closings()).toEqual([]);
    },
  };
}

type Ours = Awaited<ReturnType<typeof server>>;

/** Opens a link of its own by hand; its stream is aborted at the end of the test. */
async function stranger({
  port,
  recorders,
}: Ours): Promise<{ id: string; recorder: RecordingListener }> {
  const calls = new AbortController();
  onTestFinished(() => calls.abort());
  const before = recorders.length;
  const id = await linkIdOf(await openCall(port, goodCredential, { signal: calls.signal }));
  await expect.poll(() => recorders.length).toBe(before + 1);
  return { id, recorder: recorders[before]! };
}

const violations: [string, Uint8Array][] = [
  ["an empty frame", new Uint8Array()],
  ["a frame of unknown kind", Uint8Array.of(99, 1, 2)],
  ["a frame cut in its head", Uint8Array.of(0, 0, 0)],
  ["an ack of the wrong length", Uint8Array.of(4, 0)],
  ["an ack of what was never sent", new Uint8Array(17).fill(4)],
  ["a close of unknown code", Uint8Array.of(5, 200)],
  ["an ack request of a reliable lane", Uint8Array.of(6, 3, 0, 0, 0, 0)],
  ["a frame above its limit", new Uint8Array(65 * 1024 + 2).fill(3)],
];
const message = Uint8Array.of(3, 42);

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

describe("a gRPC acceptor, called natively", () => {
  const garbage: [string, (raw: RawStream) => void][] = [
    ...violations.map(([what, frame]): [string, (raw: RawStream) => void] => [
      what,
      (raw) => raw.chunk({ frames: [frame] }),
    ]),
    ["what is no message", (raw) => raw.bytes(lengthPrefixed(new Uint8Array(40).fill(0xff)))],
    ["a message above all limits", (raw) => raw.bytes(lengthPrefixed(new Uint8Array(9), 2 ** 31))],
    ["what is packed", (raw) => raw.bytes(Uint8Array.of(1, 0, 0, 0, 1, 0))],
  ];
  test.each(garbage)(
    "[T19] closes a link that sends %s as protocol-error, and no other",
    async (_what, say) => {
      const ours = await server("native");
      const raw = new RawStream(ours.port);
      onTestFinished(() => raw.end());
      raw.chunk({ credential: goodCredential });
      await expect.poll(() => ours.recorders).toHaveLength(1);
      say(raw);
      await expect.poll(() => ours.recorders[0]?.closings()).toHaveLength(1);
      expect(ours.recorders[0]?.closings()).toMatchObject([
        { code: "protocol-error", by: "local" },
      ]);
      await raw.ended;
      await ours.expectGoodLinkAlive();
    },
  );

  test("[T19] accepts a message in gzip, and closes a link whose message decompresses to more than the limit", async () => {
    const ours = await server("native");
    const raw = new RawStream(ours.port, { "grpc-encoding": "gzip" });
    onTestFinished(() => raw.end());
    raw.packed({ credential: goodCredential });
    await expect.poll(() => ours.recorders).toHaveLength(1);
    raw.packed({ frames: [Uint8Array.of(3, 42)] });
    await expect.poll(() => ours.recorders[0]?.payloads()).toEqual([Uint8Array.of(42)]);
    raw.packed({ frames: [new Uint8Array(4 * 1024 * 1024)] });
    await expect.poll(() => ours.recorders[0]?.closings()).toHaveLength(1);
    const detail = expect.stringContaining("after decompression");
    expect(ours.recorders[0]?.closings()).toMatchObject([{ code: "protocol-error", detail }]);
    await ours.expectGoodLinkAlive();
  });

  test("[T11] half a message and the end of the connection is lost", async () => {
    const ours = await server("native");
    const raw = new RawStream(ours.port);
    raw.chunk({ credential: goodCredential });
    await expect.poll(() => ours.recorders).toHaveLength(1);
    raw.bytes(lengthPrefixed(new Uint8Array(10), 1000));
    raw.end();
    await expect
      .poll(() => ours.recorders[0]?.closings())
      .toMatchObject([{ code: "lost", by: "network" }]);
    await ours.expectGoodLinkAlive();
  });

  test("[T18] frees a stream that never sends a credential; of too many that wait the oldest is dropped", async () => {
    const ours = await server("native", { heartbeatMs: 2500 });
    const raws: RawStream[] = [];
    const gone: number[] = [];
    onTestFinished(() => raws.forEach((raw) => raw.end()));
    const wait = async () => {
      const raw = new RawStream(ours.port);
      const number = raws.push(raw);
      void raw.ended.then(() => gone.push(number));
      await raw.accepted();
    };
    for (let i = 0; i < 66; i++) await wait();
    await expect.poll(() => gone).toEqual([1, 2]);
    await expect.poll(() => gone.length, { timeout: 8000 }).toBe(66);
    expect(ours.recorders).toEqual([]);
    const latecomer = new RawStream(ours.port);
    onTestFinished(() => latecomer.end());
    latecomer.chunk({ credential: goodCredential });
    await expect.poll(() => ours.recorders).toHaveLength(1);
  });

  test("[R42] ends a call whose single message does not arrive in time, and no link for the length of its stream", async () => {
    const ours = await server("native", {}, { requestWithinMs: 500 });
    const half = new RawStream(ours.port, { ":path": "/crosswire.v1.Wire/Open" });
    onTestFinished(() => half.end());
    half.bytes(lengthPrefixed(openRequest(goodCredential), 1000));
    // The request stream of the good link began before.
    await half.ended;
    expect(half.stream.rstCode).toBe(constants.NGHTTP2_CANCEL);
    await ours.expectGoodLinkAlive();
  });

  test("[T18] refuses a credential which is not admitted, and a foreign page", async () => {
    const ours = await server("native");
    const dialing = ours.dialer.dial(
      { ...ours.address, credential: "bad" },
      new RecordingListener().attach,
    );
    await expect(dialing).rejects.toMatchObject({ reason: { code: "refused", by: "remote" } });
    const foreign = new RawStream(ours.port, { origin: "http://evil.test" });
    onTestFinished(() => foreign.end());
    foreign.chunk({ credential: goodCredential });
    await foreign.ended;
    expect(ours.recorders).toEqual([]);
  });

  test("[T19] during a flood on one link the others still receive messages", async () => {
    const ours = await server("native");
    const raw = new RawStream(ours.port);
    onTestFinished(() => raw.end());
    raw.chunk({ credential: goodCredential });
    for (let i = 0; i < 20_000; i++) raw.chunk({ frames: [Uint8Array.of(3, 1, 2, 3)] });
    await ours.expectGoodLinkAlive();
    await expect.poll(() => ours.recorders[0]?.payloads().length, { timeout: 10_000 }).toBe(20_000);
  });
});
