import Fastify from "fastify";
import { expect, onTestFinished, test } from "vitest";
import { sseAcceptor } from "../accept.ts";
import { transportContract } from "../contract.suite.ts";
import { sseDialer } from "../dial.ts";
import { admission, goodCredential } from "../testing/test-rig.ts";
import { listening as listeningPlain, portOf } from "../testing/test-rigs.ts";
import { RecordingListener } from "../testing/recording-listener.ts";
import { EventSource } from "./node-event-source.ts";
import { httpRig, portOfListening, sseEnds } from "../testing/http-test-rigs.ts";
import { RawHttp } from "../testing/raw-http.ts";

transportContract("sse", httpRig(sseEnds));

async function listening() {
  const fastify = Fastify({ forceCloseConnections: true });
  /** The methods of all requests, in order. */
  const asked: string[] = [];
  fastify.addHook("onRequest", async ({ method }) => void asked.push(method));
  const recorder = new RecordingListener();
  const listener = await sseAcceptor({ fastify, admission }).listen(recorder.attach);
  const origin = `http://127.0.0.1:${await portOfListening(fastify)}`;
  onTestFinished(async () => {
    await listener.stop();
    await fastify.close();
  });
  return { fastify, asked, recorder, origin };
}

test("[T11] a broken stream is a lost link, and no request follows", async () => {
  const { fastify, asked, recorder, origin } = await listening();
  const nearRecorder = new RecordingListener();
  await sseDialer({ EventSource }).dial(
    { origin, credential: goodCredential },
    nearRecorder.attach,
  );
  fastify.server.closeAllConnections();
  for (const each of [nearRecorder, recorder]) {
    await expect.poll(() => each.closings()).toMatchObject([{ code: "lost", by: "network" }]);
  }
  await expect.poll(() => asked.at(-1)).toBe("DELETE");
  expect(asked.filter((method) => method === "GET")).toHaveLength(1);
});

test("[T19] a second request of the stream is refused", async () => {
  const { recorder, origin } = await listening();
  const raw = await RawHttp.opened(`${origin}/link/sse`);
  onTestFinished(() => raw.hangUp());
  expect((await raw.get(0)).status).toBe(409);
  expect(recorder.closings()).toEqual([]);
});

test("[T19] an event that is not base64 of frames closes the link as protocol-error", async () => {
  for (const data of ["?", "gA=="]) {
    const spoilt = await listeningPlain(({ method }, answer) => {
      if (method === "POST") answer.end('{"link":"1"}');
      else
        answer.writeHead(200, { "content-type": "text/event-stream" }).write(`data: ${data}\n\n`);
    });
    onTestFinished(() => {
      spoilt.closeAllConnections();
      spoilt.close();
    });
    const origin = `http://127.0.0.1:${portOf(spoilt)}`;
    const recorder = new RecordingListener();
    await sseDialer({ EventSource }).dial({ origin, credential: goodCredential }, recorder.attach);
    await expect
      .poll(() => recorder.closings())
      .toMatchObject([{ code: "protocol-error", by: "local" }]);
  }
});

test("fails as incompatible without EventSource, before any request", async () => {
  const { asked, origin } = await listening();
  const dialing = sseDialer().dial(
    { origin, credential: goodCredential },
    new RecordingListener().attach,
  );
  await expect(dialing).rejects.toMatchObject({ reason: { code: "incompatible", by: "local" } });
  expect(asked).toEqual([]);
});
