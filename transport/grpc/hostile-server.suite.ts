/** A gRPC server with one good link, for tests of what other peers may not do to it. */
import { expect, onTestFinished } from "vitest";
import { Wire } from "#protocol/wire";
import type { ServerBounds } from "../http-guard.ts";
import type { LinkLimits } from "../link.ts";
import { goodCredential } from "../testing/test-rig.ts";
import { RecordingListener } from "../testing/recording-listener.ts";
import { fastifyServer, nativeServer } from "./test-rigs.suite.ts";
import { grpcDialer } from "./dial.ts";
import { grpcNodeDialer } from "./dial-node.ts";
import { linkIdOf, openCall } from "./raw-calls.suite.ts";

/** A server with one good link, and the recorders of all other links. */
export async function server(
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
  const [goodRecorder] = recorders.splice(0) as [RecordingListener];
  return {
    port,
    address,
    dialer,
    listener,
    /** Recorders of the links opened since. */
    recorders,
    async expectGoodLinkAlive() {
      const receivedBefore = goodRecorder.payloads().length;
      goodLink.send(Uint8Array.of(1, 2, 3), "reliable-ordered");
      await expect.poll(() => goodRecorder.payloads().length).toBe(receivedBefore + 1);
      expect(goodRecorder.closings()).toEqual([]);
    },
  };
}

type Ours = Awaited<ReturnType<typeof server>>;

/** Opens a link of its own by hand; its stream is aborted at the end of the test. */
export async function stranger({
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

export const violations: [string, Uint8Array][] = [
  ["an empty frame", new Uint8Array()],
  ["a frame of unknown kind", Uint8Array.of(99, 1, 2)],
  ["a frame cut in its head", Uint8Array.of(0, 0, 0)],
  ["an ack of the wrong length", Uint8Array.of(4, 0)],
  ["an ack of what was never sent", new Uint8Array(17).fill(4)],
  ["a close of unknown code", Uint8Array.of(5, 200)],
  ["an ack request of a reliable lane", Uint8Array.of(6, 3, 0, 0, 0, 0)],
  ["a frame above its limit", new Uint8Array(65 * 1024 + 2).fill(3)],
];
export const message = Uint8Array.of(3, 42);
