/** Single polls and their answers, sent by hand. */
import type { ServerResponse } from "node:http";
import Fastify from "fastify";
import { describe, expect, onTestFinished, test } from "vitest";
import { longPollingAcceptor, shortPollingAcceptor } from "../accept.ts";
import { longPollingDialer, shortPollingDialer } from "../dial.ts";
import { decodeFrame, type Frame } from "../frame.ts";
import type { Acceptor } from "../link.ts";
import { admission, goodCredential } from "../testing/test-rig.ts";
import { listening as listeningPlain, portOf } from "../testing/test-rigs.ts";
import { RecordingListener } from "../testing/recording-listener.ts";
import { portOfListening } from "../testing/http-test-rigs.ts";
import { RawHttp } from "../testing/raw-http.ts";
import type { HttpAcceptorOptions } from "./accept.ts";
import type { WireLink } from "../wire-link.ts";
import { decodeBatch } from "./batch.ts";
import type { PollingDialer } from "./polling.ts";

/** So long that no ack comes meanwhile, which would answer a poll. */
const limits = { heartbeatMs: 60_000 };

async function listening(acceptor: (options: HttpAcceptorOptions) => Acceptor) {
  const fastify = Fastify({ forceCloseConnections: true });
  const accepting = acceptor({ fastify, admission, limits });
  const recorder = new RecordingListener();
  const listener = await accepting.listen(recorder.attach);
  const origin = `http://127.0.0.1:${await portOfListening(fastify)}`;
  onTestFinished(async () => {
    await listener.stop();
    await fastify.close();
  });
  const base = `${origin}/link/${accepting.transport}`;
  return { recorder, origin, base };
}

async function asked(acceptor: (options: HttpAcceptorOptions) => Acceptor) {
  const { recorder, base } = await listening(acceptor);
  const raw = await RawHttp.opened(base);
  onTestFinished(() => raw.hangUp());
  const send = (...payload: number[]) =>
    recorder.link?.send(Uint8Array.from(payload), "reliable-ordered");
  return { recorder, raw, send };
}

async function framesOf(answer: Response): Promise<Frame[]> {
  return decodeBatch(new Uint8Array(await answer.arrayBuffer())).map(decodeFrame);
}

const reliable = (...payload: number[]): Frame => ({
  kind: "reliable-ordered",
  payload: Uint8Array.from(payload),
});

describe.each([
  ["long-polling", longPollingAcceptor],
  ["short-polling", shortPollingAcceptor],
])("a poll of %s", (_name, acceptor) => {
  test("[T3] is answered the same when its answer was lost, until the next one", async () => {
    const { raw, send } = await asked(acceptor);
    send(1);
    expect(await framesOf(await raw.get(1))).toEqual([reliable(1)]);
    send(2);
    expect(await framesOf(await raw.get(1))).toEqual([reliable(1)]);
    expect(await framesOf(await raw.get(2))).toEqual([reliable(2)]);
    expect((await raw.get(1)).status).toBe(409);
  });

  test("[T19] is refused when it is stale, too early, or has no number", async () => {
    const { recorder, raw, send } = await asked(acceptor);
    send(1);
    const polls = [2, 7, -1, Number.NaN, 1.5].map((number) => raw.get(number));
    const statuses = (await Promise.all(polls)).map(({ status }) => status);
    expect(statuses).toEqual([409, 409, 400, 400, 400]);
    expect(await framesOf(await raw.get(1))).toEqual([reliable(1)]);
    expect(recorder.closings()).toEqual([]);
  });

  test("answers with all frames of one turn together, and is not cached", async () => {
    const { raw, send } = await asked(acceptor);
    const polling = raw.get(1);
    for (let i = 0; i < 5; i++) send(i);
    const answer = await polling;
    expect(await framesOf(answer)).toHaveLength(5);
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });
});

test("a long poll is held until there are frames, or answered empty after a time", async () => {
  const { raw, send } = await asked((options) => longPollingAcceptor({ ...options, holdMs: 300 }));
  expect((await raw.get(1)).status).toBe(204);
  const held = raw.get(2);
  // The same poll while the first is held: the first is answered 409, the second gets the frames.
  const again = raw.get(2);
  expect((await held).status).toBe(409);
  // A poll without an answer cannot be acknowledged by the next.
  expect((await raw.get(3)).status).toBe(409);
  send(3);
  expect(await framesOf(await again)).toEqual([reliable(3)]);
  expect((await raw.get(4)).status).toBe(409);
});

test("a long poll that was aborted is answered when it is repeated", async () => {
  const { recorder, raw, send } = await asked(longPollingAcceptor);
  const left = raw.get(1);
  raw.cut();
  await expect(left).rejects.toThrow("aborted");
  send(1);
  const back = new RawHttp(raw.url);
  expect(await framesOf(await back.get(1))).toEqual([reliable(1)]);
  expect(recorder.closings()).toEqual([]);
});

test("[T9] short-polling: a close waits for the next poll, also when the server has freed the link before", async () => {
  const { recorder, raw, send } = await asked(shortPollingAcceptor);
  send(1);
  const link = recorder.link as WireLink;
  link.close("incompatible", "another version");
  await link.freed;
  expect(await framesOf(await raw.get(1))).toEqual([
    reliable(1),
    { kind: "close", code: "incompatible", detail: "another version" },
  ]);
});

test("four short polls without frames are each answered 204", async () => {
  const { raw } = await asked(shortPollingAcceptor);
  for (let number = 1; number < 5; number++) expect((await raw.get(number)).status).toBe(204);
});

test("polls and empty answers are counted: an idle short poller gets empty answers, a long poller waits", async () => {
  const short = shortPollingDialer({ intervalMs: 20_000, limits });
  const long = longPollingDialer({ limits });
  const dialed = async (acceptor: typeof shortPollingAcceptor, dialer: PollingDialer) => {
    const { origin } = await listening(acceptor);
    const link = await dialer.dial(
      { origin, credential: goodCredential },
      new RecordingListener().attach,
    );
    onTestFinished(() => link.close("done"));
  };
  short.setIntervalMs(20);
  await dialed(shortPollingAcceptor, short);
  await dialed(longPollingAcceptor, long);
  // More than the polls of the first half second, which come faster than the interval.
  await expect.poll(() => short.pollStats().polls, { timeout: 10_000 }).toBeGreaterThan(20);
  expect(short.pollStats().emptyAnswers).toBe(short.pollStats().polls);
  expect(long.pollStats()).toEqual({ polls: 1, emptyAnswers: 1 });
});

test("[T11] a link that has ended aborts its open poll", async () => {
  const questions: ServerResponse[] = [];
  const silent = await listeningPlain(({ method, url }, answer) => {
    if (method === "POST") answer.end('{"link":"1"}');
    else if (url?.endsWith("n=0")) answer.writeHead(204).end();
    else questions.push(answer);
  });
  onTestFinished(() => {
    silent.closeAllConnections();
    silent.close();
  });
  const address = {
    origin: `http://127.0.0.1:${portOf(silent)}`,
    credential: goodCredential,
  };
  const recorder = new RecordingListener();
  const link = await longPollingDialer({ limits: { heartbeatMs: 300 } }).dial(
    address,
    recorder.attach,
  );
  await expect.poll(() => questions).toHaveLength(1);
  expect(link.send(Uint8Array.of(1), "reliable-ordered")).toBe("sent");
  await expect.poll(() => recorder.closings()).toMatchObject([{ by: "network" }]);
  await expect.poll(() => questions[0]?.destroyed).toBe(true);
});
