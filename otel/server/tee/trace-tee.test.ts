import { gunzipSync, gzipSync } from "node:zlib";
import fastifyFactory from "fastify";
import { afterEach, expect, test } from "vitest";
import { jaegerProbe, traceRoutes, traceStore, traceTee } from "../index.ts";
import type { TeedBody } from "./trace-tee.ts";
import { requestOf, span } from "../otlp/fixtures.suite.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

interface ReceivedRequest {
  readonly body: Buffer;
  readonly headers: Record<string, unknown>;
}

/** A collector on a real port with given answers, and a query API without services. */
async function collector(answer: () => number = () => 200, port = 0) {
  const received: ReceivedRequest[] = [];
  const fastify = fastifyFactory({ forceCloseConnections: true });
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) =>
    done(null, body),
  );
  fastify.post("/v1/traces", (request, reply) => {
    received.push({ body: request.body as Buffer, headers: request.headers });
    return reply.code(answer()).send({});
  });
  fastify.get("/api/v3/services", () => ({}));
  const url = await fastify.listen({ port, host: "127.0.0.1" });
  closing.push(() => fastify.close());
  return { url, target: () => `${url}/v1/traces`, received, close: () => fastify.close() };
}

const body = (spans: number, bytes = 10): TeedBody => ({
  body: Buffer.from("{}".padEnd(bytes)),
  spans,
  format: "application/json",
  encoding: "identity",
});
const none = {
  sentSpans: 0,
  failedSpans: 0,
  refusedSpans: 0,
  droppedSpans: 0,
  waitingSpans: 0,
  returnedSpans: 0,
};
/** Without the attribute that the tee adds. */
const unmarked = (text: string) =>
  JSON.parse(
    text.replace(/,\{"key":"crosswire\.forwarded_by\.\w{8}","value":\{"boolValue":true\}\}/g, ""),
  );

test("accepted bodies are forwarded unchanged except for a mark, with the tee's own headers", async () => {
  const far = await collector();
  const store = traceStore();
  const tee = traceTee({ target: far.target, headers: { authorization: "Bearer a" } });
  const fastify = fastifyFactory();
  await fastify.register(traceRoutes, { store, tee });
  const sent = requestOf("s", span(), span());
  const post = (payload: Buffer) =>
    fastify.inject({
      method: "POST",
      url: "/v1/traces",
      headers: { "content-type": "application/json", "content-encoding": "gzip" },
      payload,
    });
  await post(gzipSync(JSON.stringify(sent)));
  await post(gzipSync(JSON.stringify(requestOf("s", span({ traceId: "broken" })))));
  await tee.drained();

  expect(far.received.map(({ body }) => unmarked(gunzipSync(body).toString()))).toEqual([sent]);
  expect(far.received[0]!.headers).toMatchObject({
    authorization: "Bearer a",
    "content-type": "application/json",
    "content-encoding": "gzip",
  });
  expect(tee.counts()).toEqual({ ...none, target: far.target(), sentSpans: 2 });
});

test("refused spans count as failed, spans beyond the queue as dropped, and the counts add up", async () => {
  let code = 503;
  const far = await collector(() => code);
  const tee = traceTee({ target: far.target, maxQueuedBytes: 20 });
  tee.forward(body(1));
  tee.forward(body(2));
  tee.forward(body(4));
  tee.forward(body(8));
  expect(tee.counts()).toMatchObject({ droppedSpans: 8, waitingSpans: 7 });
  await tee.drained();
  code = 200;
  tee.forward(body(16));
  await tee.drained();

  expect(tee.counts()).toEqual({
    target: far.target(),
    sentSpans: 16,
    failedSpans: 7,
    refusedSpans: 0,
    droppedSpans: 8,
    waitingSpans: 0,
    returnedSpans: 0,
  });
  expect(far.received).toHaveLength(4);
});

test("without a target no span waits and none is counted", () => {
  const tee = traceTee({ target: () => undefined });
  tee.forward(body(5));
  expect(tee.counts()).toEqual({ ...none, target: null });
});

test("an unreachable target is counted as a failure and throws nothing", async () => {
  const far = await collector();
  await far.close();
  const tee = traceTee({ target: far.target });
  tee.forward(body(3));
  await tee.drained();
  expect(tee.counts()).toMatchObject({ failedSpans: 3, waitingSpans: 0 });
});

test("user and password of an address are sent in a header, and do not appear in answers", async () => {
  const far = await collector();
  const secret = (path: string) =>
    far.url.replace("//", "//ada:s%40crate@").concat(path, "?api-key=crate");
  const tee = traceTee({ target: () => secret("/v1/traces") });
  const fastify = fastifyFactory();
  const probe = jaegerProbe(far.url.replace("//", "//ada:s%40crate@"));
  closing.push(probe.stop);
  await probe.firstProbe;
  const jaegerUrl = () => probe.found()?.queryUrl;
  await fastify.register(traceRoutes, { store: traceStore(), tee, jaegerUrl });
  tee.forward(body(3));
  await tee.drained();
  const basic = `Basic ${Buffer.from("ada:s@crate").toString("base64")}`;
  expect(far.received.map(({ headers }) => headers["authorization"])).toEqual([basic]);
  const answer = (await fastify.inject("/api/crosswire/store")).json();
  expect(answer).toMatchObject({
    tee: { target: `${far.url}/v1/traces`, sentSpans: 3 },
    jaegerUrl: far.url,
  });
  expect(JSON.stringify(answer)).not.toContain("crate");
});

test("the probe notices when a Jaeger starts and stops", async () => {
  const first = await collector();
  const port = Number(new URL(first.url).port);
  const probe = jaegerProbe(`${first.url}/`, { intervalMs: 20 });
  closing.push(probe.stop);
  await probe.firstProbe;
  expect(probe.found()).toEqual({
    queryUrl: first.url,
    tracesUrl: "http://127.0.0.1:4318/v1/traces",
  });

  await first.close();
  await expect.poll(() => probe.found()).toBeUndefined();
  await collector(undefined, port);
  await expect.poll(() => probe.found()?.queryUrl).toBe(first.url);
});

test("another service on that port is not a Jaeger to the probe", async () => {
  const fastify = fastifyFactory();
  fastify.get("/api/v3/services", () => ({ hello: "world" }));
  const url = await fastify.listen({ port: 0, host: "127.0.0.1" });
  closing.push(() => fastify.close());
  const probe = jaegerProbe(url);
  closing.push(probe.stop);
  await probe.firstProbe;
  expect(probe.found()).toBeUndefined();
});
