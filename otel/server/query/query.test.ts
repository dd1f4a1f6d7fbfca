import fastifyFactory, { type FastifyInstance } from "fastify";
import { beforeEach, describe, expect, test } from "vitest";
import { traceRoutes, traceStore, traceTee } from "../index.ts";
import { groupsOf, hex, requestOf, span } from "../otlp/fixtures.suite.ts";
import { BadQuery, durationUs, timeUs, traceIdOf } from "./parameters.ts";

const base = 1_790_000_000_000_000_000n;
const ns = (offset: number) => String(base + BigInt(offset));
const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });

/** A message from browser to server and the tick that took it: two traces, three spans. */
const traceId = hex(16);
const send = span({
  traceId,
  name: "send input",
  kind: 4,
  startTimeUnixNano: ns(0),
  endTimeUnixNano: ns(100_001),
  attributes: [text("game.transport", "webrtc")],
});
const process = span({
  traceId,
  parentSpanId: send.spanId,
  kind: 5,
  startTimeUnixNano: ns(20_000_000),
  endTimeUnixNano: ns(20_250_000),
  links: [{ traceId, spanId: send.spanId, attributes: [] }],
  events: [{ timeUnixNano: ns(20_100_000), name: "dequeued", attributes: [text("why", "tick")] }],
  status: { code: 2, message: "late" },
});
const tick = span({
  name: "tick",
  kind: 1,
  startTimeUnixNano: ns(33_000_000),
  endTimeUnixNano: ns(34_000_000),
  attributes: [{ key: "game.tick", value: { intValue: "5" } }],
  links: [{ traceId, spanId: process.spanId, attributes: [text("game.player.id", "p1")] }],
});

let fastify: FastifyInstance;
beforeEach(async () => {
  const store = traceStore();
  store.add(groupsOf("crosswire-browser", send));
  store.add(groupsOf("crosswire-server", process, tick));
  fastify = fastifyFactory();
  await fastify.register(traceRoutes, {
    store,
    tee: traceTee({ target: () => undefined }),
    jaegerUrl: () => "http://jaeger:16686",
  });
});

async function asked(path: string) {
  const answer = await fastify.inject(path);
  return { status: answer.statusCode, body: answer.json() };
}
const window =
  "query.startTimeMin=2026-09-01T00:00:00Z&query.startTimeMax=2026-10-01T00:00:00.000000001Z";
const found = async (query: string) => {
  const { status, body } = await asked(`/api/v3/trace-summaries?${query}`);
  return status === 200 ? body.summaries.map((each: { traceId: string }) => each.traceId) : status;
};

describe("Jaeger's API v3", () => {
  test("services and operations", async () => {
    expect(await asked("/api/v3/services")).toEqual({
      status: 200,
      body: { services: ["crosswire-browser", "crosswire-server"] },
    });
    expect(await asked("/api/v3/operations?service=crosswire-server")).toEqual({
      status: 200,
      body: {
        operations: [
          { name: "process input", spanKind: "consumer" },
          { name: "tick", spanKind: "internal" },
        ],
      },
    });
    expect(
      (await asked("/api/v3/operations?service=crosswire-server&span_kind=internal")).body
        .operations,
    ).toHaveLength(1);
  });

  test("a summary counts spans, errors and orphans and knows its root", async () => {
    expect(
      (await asked(`/api/v3/trace-summaries?${window}&query.serviceName=crosswire-browser`)).body,
    ).toEqual({
      summaries: [
        {
          traceId,
          rootServiceName: "crosswire-browser",
          rootOperationName: "send input",
          minStartTimeUnixNano: ns(0),
          maxEndTimeUnixNano: ns(20_250_000),
          spanCount: 2,
          errorSpanCount: 1,
          orphanSpanCount: 0,
          services: [
            { name: "crosswire-browser", spanCount: 1, errorSpanCount: 0 },
            { name: "crosswire-server", spanCount: 1, errorSpanCount: 1 },
          ],
        },
      ],
    });
  });

  test("a search finds the traces with one span that meets every condition, newest first", async () => {
    expect(await found(window)).toEqual([tick.traceId, traceId]);
    expect(await found(`${window}&query.operationName=tick`)).toEqual([tick.traceId]);
    expect(
      await found(`${window}&query.serviceName=crosswire-browser&query.operationName=tick`),
    ).toEqual([]);
    expect(await found(`${window}&query.durationMin=0.5ms`)).toEqual([tick.traceId]);
    expect(await found(`${window}&query.durationMax=150us`)).toEqual([traceId]);
    expect(await found(`${window}&query.searchDepth=1`)).toEqual([tick.traceId]);
    const having = (attributes: object) =>
      found(`${window}&query.attributes=${encodeURIComponent(JSON.stringify(attributes))}`);
    expect(await having({ "game.transport": "webrtc" })).toEqual([traceId]);
    expect(await having({ "game.tick": "5" })).toEqual([tick.traceId]);
    expect(await having({ error: "true" })).toEqual([traceId]);
    expect(await having({ "game.transport": "webrtc", error: "true" })).toEqual([]);
    expect(await found(window.replace("2026-09-01", "2026-09-30"))).toEqual([]);
  });

  test("thirty-two attributes may be asked for at once, more are a 400", async () => {
    const having = (count: number) => {
      const attributes = Object.fromEntries(Array.from({ length: count }, (_, key) => [key, ""]));
      return found(`${window}&query.attributes=${encodeURIComponent(JSON.stringify(attributes))}`);
    };
    expect(await having(32)).toEqual([]);
    expect(await having(33)).toBe(400);
  });

  test("a trace comes back as the OTLP it was, by hex or base64 id, and under /jaeger", async () => {
    const { body } = await asked(`/api/v3/traces/${traceId}`);
    expect(body.result.resourceSpans).toEqual([
      {
        ...requestOf("crosswire-browser", { ...send, status: {} }).resourceSpans[0],
        scopeSpans: [
          { scope: { name: "crosswire", version: "" }, spans: [{ ...send, status: {} }] },
        ],
      },
      {
        ...requestOf("crosswire-server").resourceSpans[0],
        scopeSpans: [{ scope: { name: "crosswire", version: "" }, spans: [process] }],
      },
    ]);
    const base64 = encodeURIComponent(Buffer.from(traceId, "hex").toString("base64"));
    for (const path of [
      `/api/v3/traces/${base64}`,
      `/api/v3/traces/${traceId.toUpperCase()}`,
      `/jaeger/api/v3/traces/${traceId}`,
    ]) {
      expect((await asked(path)).body).toEqual(body);
    }
    expect(
      (await asked(`/api/v3/traces?${window}&query.serviceName=crosswire-browser`)).body,
    ).toEqual(body);
  });

  test.each([
    [`/api/v3/traces/${hex(16)}`, 404],
    [`/api/v3/traces?${window}&query.serviceName=nobody`, 404],
    ["/api/v3/traces/not-an-id", 400],
    [`/api/v3/traces/${"f".repeat(101)}`, 400],
    [`/jaeger/api/v3/traces/${"f".repeat(101)}`, 400],
    ["/api/v3/operations", 400],
    ["/api/v3/trace-summaries", 400],
    ["/api/v3/trace-summaries?query.startTimeMin=2026-09-01T00:00:00Z", 400],
    [
      `/api/v3/trace-summaries?query.startTimeMin=2026-09-02T00:00:00Z&query.startTimeMax=2026-09-01T00:00:00Z`,
      400,
    ],
    [`/api/v3/trace-summaries?${window}&query.durationMin=soon`, 400],
    [`/api/v3/trace-summaries?${window}&query.attributes=[`, 400],
    [`/api/v3/trace-summaries?${window}&query.searchDepth=-1`, 400],
  ])("%s is a %d in Jaeger's error shape", async (path, httpCode) => {
    expect(await asked(path)).toEqual({
      status: httpCode,
      body: { error: { httpCode, message: expect.stringMatching(/\w+/) } },
    });
  });
});

test("a duration is one that Go takes, or days and weeks as Jaeger's UI has them", () => {
  const us = {
    "1m30s": 90e6,
    "1.5ms": 1500,
    "250us": 250,
    "100ns": 0.1,
    "0": 0,
    "0s": 0,
    "+5s": 5e6,
    "-1.5h": -5.4e9,
    ".5s": 5e5,
    "1.5d": 129_600e6,
    "2w": 1_209_600e6,
    "1d12h": 129_600e6,
  };
  expect(
    Object.fromEntries(Object.keys(us).map((text) => [text, durationUs(text, "any")])),
  ).toEqual(us);
  for (const broken of ["1", "ms", "1.5 ms", "1ms2", "-", "w", "00", "1y", ".s", "5s-3s"])
    expect(() => durationUs(broken, "any"), broken).toThrow(BadQuery);
});

test("ids may leave out leading zeros, times keep their microseconds", () => {
  expect(traceIdOf("FF")).toBe(`${"0".repeat(30)}ff`);
  expect(timeUs("2026-09-01T02:00:00.000123456+02:00", "any")).toBe(
    Date.UTC(2026, 8, 1) * 1000 + 123.5,
  );
});

describe("the viewer's question for one trace", () => {
  test("is answered like v3's, and before anything of the trace is there with an empty list and no error", async () => {
    const here = await asked(`/api/v3/traces/${traceId}`);
    expect(await asked(`/api/crosswire/trace?traceId=${traceId}`)).toEqual(here);
    const elsewhere = hex(16);
    expect((await asked(`/api/v3/traces/${elsewhere}`)).status).toBe(404);
    expect(await asked(`/api/crosswire/trace?traceId=${elsewhere}`)).toEqual({
      status: 200,
      body: { result: { resourceSpans: [] } },
    });
    expect((await asked("/api/crosswire/trace?traceId=nonsense")).status).toBe(400);
  });
});

describe("Jaeger's older API", () => {
  const envelope = (data: unknown, total = 0) => ({
    status: 200,
    body: { data, total, limit: 0, offset: 0, errors: null },
  });

  test("a trace in the shape of its UI: microseconds, tags, references, processes", async () => {
    const { body } = await asked(`/api/traces/${traceId}`);
    expect(body.data).toEqual([
      {
        traceID: traceId,
        spans: [
          {
            traceID: traceId,
            spanID: send.spanId,
            operationName: "send input",
            references: [],
            startTime: 1_790_000_000_000_000,
            duration: 100,
            tags: [
              { key: "game.transport", type: "string", value: "webrtc" },
              { key: "span.kind", type: "string", value: "producer" },
              { key: "otel.scope.name", type: "string", value: "crosswire" },
            ],
            logs: [],
            processID: "p1",
            warnings: null,
          },
          {
            traceID: traceId,
            spanID: process.spanId,
            operationName: "process input",
            references: [{ refType: "CHILD_OF", traceID: traceId, spanID: send.spanId }],
            startTime: 1_790_000_000_020_000,
            duration: 250,
            tags: [
              { key: "span.kind", type: "string", value: "consumer" },
              { key: "otel.status_code", type: "string", value: "ERROR" },
              { key: "error", type: "bool", value: true },
              { key: "otel.status_description", type: "string", value: "late" },
              { key: "otel.scope.name", type: "string", value: "crosswire" },
            ],
            logs: [
              {
                timestamp: 1_790_000_000_020_100,
                fields: [
                  { key: "event", type: "string", value: "dequeued" },
                  { key: "why", type: "string", value: "tick" },
                ],
              },
            ],
            processID: "p2",
            warnings: null,
          },
        ],
        processes: {
          p1: { serviceName: "crosswire-browser", tags: [] },
          p2: { serviceName: "crosswire-server", tags: [] },
        },
        warnings: null,
      },
    ]);
  });

  test("links into other traces are FOLLOWS_FROM, whole numbers are int64", async () => {
    const [{ spans }] = (await asked(`/jaeger/api/traces/${tick.traceId}`)).body.data;
    expect(spans[0].references).toEqual([
      { refType: "FOLLOWS_FROM", traceID: traceId, spanID: process.spanId },
    ]);
    expect(spans[0].tags[0]).toEqual({ key: "game.tick", type: "int64", value: 5 });
  });

  test("services, operations and dependencies", async () => {
    expect(await asked("/api/services")).toEqual(
      envelope(["crosswire-browser", "crosswire-server"], 2),
    );
    expect(await asked("/api/services/crosswire-server/operations")).toEqual(
      envelope(["process input", "tick"], 2),
    );
    expect(await asked("/api/operations?service=crosswire-browser&spanKind=producer")).toEqual(
      envelope([{ name: "send input", spanKind: "producer" }], 1),
    );
    const ends = Number(base / 1_000_000n) + 1000;
    expect(await asked(`/api/dependencies?endTs=${ends}&lookback=60000`)).toEqual(
      envelope([{ parent: "crosswire-browser", child: "crosswire-server", callCount: 1 }]),
    );
    expect(await asked(`/api/dependencies?endTs=${ends + 120_000}&lookback=60000`)).toEqual(
      envelope([]),
    );
  });

  test("the search by service, tags, times and ids", async () => {
    const ids = async (query: string) =>
      (await asked(`/api/traces?${query}`)).body.data?.map(
        (each: { traceID: string }) => each.traceID,
      );
    expect(await ids("service=crosswire-server")).toEqual([tick.traceId, traceId]);
    expect(await ids("service=crosswire-server&operation=tick&limit=5")).toEqual([tick.traceId]);
    expect(await ids("service=crosswire-server&tag=game.tick:5")).toEqual([tick.traceId]);
    expect(
      await ids(
        `service=crosswire-browser&tags=${encodeURIComponent('{"game.transport":"webrtc"}')}`,
      ),
    ).toEqual([traceId]);
    expect(
      await ids("service=crosswire-server&start=1790000000030000&end=1790000000040000"),
    ).toEqual([tick.traceId]);
    expect(await ids(`traceID=${tick.traceId}&traceID=${traceId}`)).toEqual([
      tick.traceId,
      traceId,
    ]);
  });

  test.each([
    [
      "every lookback of Jaeger's UI",
      ["5m", "1h", "24h", "2d", "7d", "2w", "4w", "1.5d", "custom"],
      "lookback",
    ],
    ["no duration at all", ["0", "0s"], "minDuration"],
    ["durations with a sign", ["+1h", "1h"], "maxDuration"],
  ])("a search takes %s", async (_what, values, name) => {
    for (const value of values) {
      const query = `service=crosswire-server&${name}=${encodeURIComponent(value)}`;
      const { status, body } = await asked(`/api/traces?end=${base / 1000n + 1_000_000n}&${query}`);
      const ids = body.data?.map((each: { traceID: string }) => each.traceID);
      expect({ value, status, ids }).toEqual({ value, status: 200, ids: [tick.traceId, traceId] });
    }
  });

  test("operations are asked for by a service's name of any length and any characters", async () => {
    for (const service of ["s".repeat(101), "s".repeat(2000), "a/b", "a/operations", "%2F?#é"]) {
      const path = `/api/services/${encodeURIComponent(service)}/operations`;
      expect(await asked(path)).toEqual(envelope([]));
    }
    fastify = fastifyFactory();
    const store = traceStore();
    store.add(groupsOf("a/operations %2F", span({ name: "found" })));
    await fastify.register(traceRoutes, { store });
    const path = `/jaeger/api/services/${encodeURIComponent("a/operations %2F")}/operations`;
    expect(await asked(path)).toEqual(envelope(["found"], 1));
  });

  test("one answer holds twenty thousand spans besides its first trace, however many traces match", async () => {
    fastify = fastifyFactory();
    const store = traceStore();
    for (let trace = 0; trace < 3; trace += 1) {
      const id = hex(16);
      const spans = Array.from({ length: 8000 }, () => span({ traceId: id }));
      store.add(groupsOf("s", ...spans));
    }
    await fastify.register(traceRoutes, { store });
    const { body } = await asked("/api/traces?service=s&limit=3");
    expect(body.data).toHaveLength(2);
    const ids = [...store.tracesOf()].map(([row]) => `traceID=${row!.traceId}`).join("&");
    expect((await asked(`/api/traces?${ids}`)).body.data).toHaveLength(2);
    expect(await found(`${window}&query.serviceName=s`)).toHaveLength(2);
  });

  test.each([
    [`/api/traces/${hex(16)}`, 404],
    [`/api/traces/${"f".repeat(101)}`, 400],
    ["/api/traces/", 400],
    ["/api/services/s", 404],
    [`/api/services/${"s".repeat(101)}`, 404],
    ["/api/traces/zz", 400],
    ["/api/traces", 400],
    ["/api/traces?service=s&tag=nonsense", 400],
    ["/api/operations", 400],
  ])("%s is a %d in the envelope", async (path, code) => {
    expect(await asked(path)).toEqual({
      status: code,
      body: {
        data: null,
        total: 0,
        limit: 0,
        offset: 0,
        errors: [{ code, msg: expect.stringMatching(/\w+/) }],
      },
    });
  });
});

test("NaN and the infinities are given back by their names, at any depth", async () => {
  const doubles = ["NaN", "Infinity", "-Infinity"].map((doubleValue) => ({ doubleValue }));
  const list = { arrayValue: { values: doubles } };
  const map = { kvlistValue: { values: [{ key: "k", value: list }] } };
  const values = [...doubles, list, map];
  const sent = span({
    attributes: values.map((value, at) => ({ key: `k${at}`, value })),
    events: [{ timeUnixNano: ns(0), name: "e", attributes: [{ key: "k", value: list }] }],
    links: [{ traceId, spanId: send.spanId, attributes: [{ key: "k", value: map }] }],
  });
  const payload = JSON.stringify(requestOf("s", sent));
  const headers = { "content-type": "application/json" };
  await fastify.inject({ method: "POST", url: "/v1/traces", headers, payload });

  const { result } = (await asked(`/api/v3/traces/${sent.traceId}`)).body;
  expect(result.resourceSpans[0].scopeSpans[0].spans).toEqual([{ ...sent, status: {} }]);
  const [{ spans }] = (await asked(`/api/traces/${sent.traceId}`)).body.data;
  expect(spans[0].tags.slice(0, 5)).toEqual([
    { key: "k0", type: "float64", value: "NaN" },
    { key: "k1", type: "float64", value: "Infinity" },
    { key: "k2", type: "float64", value: "-Infinity" },
    { key: "k3", type: "string", value: JSON.stringify(list) },
    { key: "k4", type: "string", value: JSON.stringify(map) },
  ]);
});

describe("our own", () => {
  test("backlinks name the spans that link here and what the link says", async () => {
    expect(
      await asked(`/api/crosswire/backlinks?traceId=${traceId}&spanId=${process.spanId}`),
    ).toEqual({
      status: 200,
      body: {
        backlinks: [
          {
            traceId: tick.traceId,
            spanId: tick.spanId,
            name: "tick",
            service: "crosswire-server",
            kind: "internal",
            startTimeUnixNano: ns(33_000_000),
            endTimeUnixNano: ns(34_000_000),
            attributes: [text("game.player.id", "p1")],
          },
        ],
      },
    });
    expect((await asked(`/api/crosswire/backlinks?traceId=${traceId}`)).status).toBe(400);
    expect((await asked(`/api/crosswire/backlinks?spanId=${process.spanId}`)).status).toBe(400);
  });

  test("the store tells what it holds, what it gave up, and where a Jaeger is", async () => {
    expect((await asked("/api/crosswire/store")).body).toEqual({
      spans: 3,
      traces: 2,
      maxSpans: 200_000,
      heapBytes: expect.closeTo(10_000, -4),
      maxHeapBytes: 268_435_456,
      accepted: 3,
      rejected: 0,
      duplicates: 0,
      refusedNames: 0,
      serverSpans: 0,
      evictedSpans: 0,
      evictedTraces: 0,
      tee: {
        target: null,
        sentSpans: 0,
        failedSpans: 0,
        refusedSpans: 0,
        droppedSpans: 0,
        waitingSpans: 0,
        returnedSpans: 0,
      },
      refusedRequests: null,
      jaegerUrl: "http://jaeger:16686",
    });
  });
});
