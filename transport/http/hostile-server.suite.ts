/** A server with one good link, for tests of what other peers may not do to it. */
import Fastify from "fastify";
import { expect, onTestFinished } from "vitest";
import { encodeFrame } from "../frame.ts";
import type { Admission, CloseReason, LinkLimits } from "../link.ts";
import { admission, goodCredential } from "../testing/test-rig.ts";
import { RecordingListener } from "../testing/recording-listener.ts";
import { portOfListening, type HttpEnds } from "../testing/http-test-rigs.ts";
import { RawHttp } from "../testing/raw-http.ts";

export const message = (...payload: number[]) =>
  encodeFrame({ kind: "reliable-ordered", payload: Uint8Array.from(payload) });

interface Circumstances {
  readonly limits?: Partial<LinkLimits>;
  readonly admission?: Admission;
}

/** A server with one good link, and the recorders of all other links. */
export async function serverOf(ends: HttpEnds, circumstances: Circumstances = {}) {
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
  const [goodRecorder] = recorders.splice(0) as [RecordingListener];
  onTestFinished(async () => {
    goodLink.close("done");
    await expect.poll(() => goodRecorder.closings()).toHaveLength(1);
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
      const receivedBefore = goodRecorder.payloads().length;
      goodLink.send(Uint8Array.of(1, 2, 3), "reliable-ordered");
      await expect.poll(() => goodRecorder.payloads().length).toBe(receivedBefore + 1);
      expect(goodRecorder.closings()).toEqual([]);
    },
  };
}

export async function openedRaw(base: string): Promise<RawHttp> {
  const raw = await RawHttp.opened(base);
  onTestFinished(() => raw.hangUp());
  return raw;
}
