import fastifyFactory from "fastify";
import { afterEach, expect, test } from "vitest";
import { browserTracing } from "../browser/index.ts";
import { serverTracing, traceRoutes, traceStore, tracesUrl } from "./index.ts";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function serverWithStore() {
  const store = traceStore();
  const fastify = fastifyFactory({ forceCloseConnections: true });
  await fastify.register(traceRoutes, { store });
  const url = await fastify.listen({ port: 0, host: "127.0.0.1" });
  closing.push(() => fastify.close());
  return { store, url };
}

const facts = {
  kind: "input",
  sequence: 1,
  bodyBytes: 3,
  envelopeBytes: 9,
  transport: "sse",
  peer: "server",
};
const now = () => ({ startMs: Date.now(), endMs: Date.now() + 0.5 });

test("a message from browser to server is one trace in the store", async () => {
  const { store, url } = await serverWithStore();
  const browser = browserTracing({
    endpoint: `${url}/v1/traces`,
    serviceName: "crosswire-browser",
    instanceId: "tab-1",
    clock: () => ({ offsetMs: -3.5, errorMs: 0.75, transport: "websocket" }),
    enabled: () => true,
  });
  const server = serverTracing({
    serviceName: "crosswire-server",
    instanceId: "s1",
    exportTo: [url],
  });
  browser.setSessionKey("any");
  closing.push(browser.stop, server.stop);

  const context = browser.messages.sending(facts, undefined)!;
  browser.messages.sent(facts, context, now(), undefined, "sent");
  server.messages.received(facts, context, now());
  await browser.flush();
  await server.flush();

  const rows = store.trace(context.traceId)!;
  expect(rows.map(({ name, origin, parentId }) => [name, origin.service, parentId])).toEqual([
    ["send input", "crosswire-browser", ""],
    ["process input", "crosswire-server", context.spanId],
  ]);
  const { shape, values } = rows[0]!.attributes;
  expect(shape.keys.map((key, index) => [key, values[index]]).slice(-3)).toEqual([
    ["clock.offset_ms", -3.5],
    ["clock.error_ms", 0.75],
    ["clock.sync.transport", "websocket"],
  ]);
  expect(browser.counters()).toEqual({
    recorded: 1,
    exported: 1,
    droppedByExporter: 0,
    failed: 0,
    refused: 0,
  });
});

test("targets are counted apart, and one that refuses does not delay the other", async () => {
  const { store, url } = await serverWithStore();
  const server = serverTracing({
    serviceName: "crosswire-server",
    instanceId: "s1",
    exportTo: [url, `${url}/nowhere`],
  });
  closing.push(server.stop);
  for (let sequence = 0; sequence < 300; sequence += 1)
    server.messages.received({ ...facts, sequence }, undefined, now());
  await server.flush();

  expect(store.counts().accepted).toBe(300);
  expect(server.counters()).toEqual({
    recorded: 300,
    exported: 300,
    droppedByExporter: 0,
    failed: 0,
    refused: 0,
  });
  expect(server.targets()).toEqual([
    {
      url: `${url}/v1/traces`,
      recorded: 300,
      exported: 300,
      droppedByExporter: 0,
      failed: 0,
      refused: 0,
    },
    {
      url: `${url}/nowhere/v1/traces`,
      recorded: 300,
      exported: 0,
      droppedByExporter: 0,
      failed: 0,
      refused: 300,
    },
  ]);
});

test("without a target no span is recorded and messages carry no context", () => {
  const server = serverTracing({ serviceName: "crosswire-server", instanceId: "s1", exportTo: [] });
  closing.push(server.stop);

  expect(server.messages.sending(facts, undefined)).toBeUndefined();
  expect(server.counters()).toEqual({
    recorded: 0,
    exported: 0,
    droppedByExporter: 0,
    failed: 0,
    refused: 0,
  });
});

test("a trace can be found without a flush", async () => {
  const { store, url } = await serverWithStore();
  const server = serverTracing({
    serviceName: "crosswire-server",
    instanceId: "s1",
    exportTo: [url],
  });
  closing.push(server.stop);
  const context = server.messages.received(facts, undefined, now())!;

  await expect.poll(() => store.trace(context.traceId)?.length, { timeout: 5000 }).toBe(1);
});

test("a target is a base, or a full address", () => {
  expect(
    ["http://a:4318", "http://a:4318/", "http://a/v1/traces", "http://a/x/v1/traces/"].map(
      tracesUrl,
    ),
  ).toEqual([
    "http://a:4318/v1/traces",
    "http://a:4318/v1/traces",
    "http://a/v1/traces",
    "http://a/x/v1/traces",
  ]);
});
