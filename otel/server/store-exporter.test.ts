import fastifyFactory from "fastify";
import { expect, onTestFinished, test } from "vitest";
import {
  IntakeBudgets,
  refusedRequests,
  serverTracing,
  storeExporter,
  traceRoutes,
  traceStore,
  traceTee,
} from "./index.ts";
import { requestOf, span } from "./otlp/fixtures.suite.ts";
import { resourceSpansOf } from "./query/otlp-json.ts";

const facts = {
  kind: "input",
  sequence: 1,
  bodyBytes: 3,
  envelopeBytes: 9,
  transport: "sse",
  peer: "server",
};

/** A collector on a real port, with a store of its own. */
async function collector() {
  const store = traceStore();
  const fastify = fastifyFactory({ forceCloseConnections: true });
  await fastify.register(traceRoutes, { store });
  const url = await fastify.listen({ port: 0, host: "127.0.0.1" });
  onTestFinished(() => fastify.close());
  return { store, url };
}

test("the server's own spans are stored without a request, and the stored ones are forwarded", async () => {
  const far = await collector();
  const store = traceStore();
  const tee = traceTee({ target: () => `${far.url}/v1/traces` });
  const tracing = serverTracing({
    serviceName: "crosswire-server",
    instanceId: "s1",
    exportTo: [storeExporter(store, tee)],
  });
  onTestFinished(tracing.stop);
  const at = { startMs: 1_790_000_000_123.5, endMs: 1_790_000_000_124.25 };
  const context = tracing.messages.received(facts, undefined, at)!;
  await tracing.flush();
  const [row] = store.trace(context.traceId)!;
  expect(row).toMatchObject({
    name: "process input",
    spanId: context.spanId,
    origin: { service: "crosswire-server" },
    startSeconds: 1_790_000_000,
    startNanos: 123_500_000,
    durationNs: 750_000,
  });
  await tee.drained();
  const [passedOn] = resourceSpansOf(far.store.trace(context.traceId)!);
  expect(passedOn?.scopeSpans).toEqual(resourceSpansOf([row!])[0]?.scopeSpans);
  expect([tracing.counters().exported, tee.counts().sentSpans]).toEqual([1, 1]);
  expect(store.counts().heapBytes).toBeGreaterThan(100);
  expect([store.counts().serverSpans, far.store.counts().serverSpans]).toEqual([1, 0]);
});

test("refused requests are counted by what their senders can do about them", async () => {
  const refused = refusedRequests();
  const fastify = fastifyFactory();
  let isAdmitted = false;
  await fastify.register(traceRoutes, {
    store: traceStore(),
    refused,
    maxBodyBytes: 500,
    budgets: new IntakeBudgets({ bytesPerSecond: 1, burstBytes: 1000, nowMs: () => 0 }),
    admission: () => (isAdmitted ? "other" : undefined),
  });
  const json = { "content-type": "application/json" };
  const good = JSON.stringify(requestOf("s", span({ name: "n".repeat(100) })));
  const post = (payload: string, headers: Record<string, string> = json) =>
    fastify.inject({ method: "POST", url: "/v1/traces", headers, payload });
  await post(good);
  isAdmitted = true;
  await post(good);
  await post("{");
  await post("text", { "content-type": "text/plain" });
  await post("x".repeat(501));
  while ((await post(good)).statusCode !== 429);
  const { refusedRequests: counts } = (await fastify.inject("/api/crosswire/store")).json();
  expect(counts).toEqual({ notAdmitted: 1, tooMany: 1, tooLarge: 1, malformed: 2, failed: 0 });
});
