import { gzipSync } from "node:zlib";
import fastifyFactory from "fastify";
import { expect, onTestFinished, test } from "vitest";
import { traceRoutes, traceStore, traceTee } from "../index.ts";
import { requestOf, span, tickAsProtobuf } from "../otlp/fixtures.suite.ts";

/** A server on a real port that forwards its spans to a given target. */
async function server() {
  const causes: string[] = [];
  let target: string | undefined;
  const store = traceStore();
  const tee = traceTee({ target: () => target, onLoop: (cause) => causes.push(cause) });
  const fastify = fastifyFactory({ forceCloseConnections: true });
  await fastify.register(traceRoutes, { store, tee });
  const url = `${await fastify.listen({ port: 0, host: "127.0.0.1" })}/v1/traces`;
  onTestFinished(() => fastify.close());
  const post = async (body: BodyInit, type = "application/json", encoding = "identity") => {
    const headers = { "content-type": type, "content-encoding": encoding };
    return fetch(url, { method: "POST", headers, body });
  };
  const passesOnTo = (to: string) => void (target = to);
  return { url, store, tee, causes, post, passesOnTo };
}

/** Regroups spans and sends all it has received as one request, as collectors do; it waits until it is told to. */
async function collector(to: string) {
  const entries: unknown[] = [];
  const fastify = fastifyFactory({ forceCloseConnections: true });
  fastify.post("/v1/traces", (request) => {
    entries.push(...(request.body as { resourceSpans: unknown[] }).resourceSpans);
    return {};
  });
  const url = `${await fastify.listen({ port: 0, host: "127.0.0.1" })}/v1/traces`;
  onTestFinished(() => fastify.close());
  return {
    url,
    entries,
    async flush() {
      const resourceSpans = entries.splice(0);
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify({ resourceSpans });
      return (await fetch(to, { method: "POST", headers, body })).json();
    },
  };
}

test("a server that forwards to its own address stores each span once, and reports the cause once", async () => {
  const own = await server();
  own.passesOnTo(own.url);
  await own.post(JSON.stringify(requestOf("s", span(), span())));
  await own.post(gzipSync(JSON.stringify(requestOf("s", span()))), "application/json", "gzip");
  await own.post(tickAsProtobuf().body, "application/x-protobuf");
  await own.tee.drained();

  expect(own.store.counts()).toMatchObject({ spans: 4, accepted: 4, rejected: 0 });
  expect(own.tee.counts()).toMatchObject({
    sentSpans: 0,
    failedSpans: 0,
    refusedSpans: 4,
    returnedSpans: 4,
    waitingSpans: 0,
  });
  expect(own.causes).toEqual([expect.stringContaining(own.url)]);
});

test("a loop through a collector ends when the spans come back, and spans that come with them are stored and forwarded", async () => {
  const own = await server();
  const between = await collector(own.url);
  own.passesOnTo(between.url);
  await own.post(JSON.stringify(requestOf("s", span(), span())));
  await own.tee.drained();
  between.entries.unshift(...requestOf("another", span()).resourceSpans);
  const answer = await between.flush();
  await own.tee.drained();

  expect(answer).toEqual({
    partialSuccess: { rejectedSpans: "2", errorMessage: expect.stringContaining("loop") },
  });
  expect(own.store.services()).toEqual(["another", "s"]);
  expect(own.store.counts()).toMatchObject({ spans: 3, accepted: 3 });
  expect(between.entries).toHaveLength(1);
  await between.flush();
  await own.tee.drained();
  expect(between.entries).toEqual([]);
  expect(own.tee.counts()).toMatchObject({ sentSpans: 3, returnedSpans: 3 });
  expect(own.causes).toHaveLength(1);
});

test("servers that forward to each other store a span once each, and a third one behind them receives it", async () => {
  const [one, two, three] = [await server(), await server(), await server()];
  one.passesOnTo(two.url);
  two.passesOnTo(one.url);
  await one.post(JSON.stringify(requestOf("s", span())));
  await one.tee.drained();
  await two.tee.drained();
  two.passesOnTo(three.url);
  await one.post(JSON.stringify(requestOf("s", span())));
  await one.tee.drained();
  await two.tee.drained();

  const accepted = [one, two, three].map(({ store }) => store.counts().accepted);
  expect(accepted).toEqual([2, 2, 1]);
  expect([one, two, three].map(({ causes }) => causes.length)).toEqual([1, 0, 0]);
});

test("spans that a sender posts again are not forwarded again", async () => {
  const [one, two] = [await server(), await server()];
  one.passesOnTo(two.url);
  const body = JSON.stringify(requestOf("s", span()));
  await one.post(body);
  await one.post(body);
  await one.tee.drained();
  expect(one.tee.counts()).toMatchObject({ sentSpans: 1 });
});
