/** Jaeger's API v3. */
import { beforeEach, expect, test } from "vitest";
import { hex, requestOf } from "../otlp/fixtures.suite.ts";
import { ns, process, QueryRig, send, september, tick, traceId } from "./query-rig.suite.ts";

let rig: QueryRig;
beforeEach(async () => {
  rig = await QueryRig.open();
});

test("services, and operations by service and span kind", async () => {
  expect(await rig.ask("/api/v3/services")).toEqual({
    status: 200,
    body: { services: ["crosswire-browser", "crosswire-server"] },
  });
  expect(await rig.ask("/api/v3/operations?service=crosswire-server")).toEqual({
    status: 200,
    body: {
      operations: [
        { name: "process input", spanKind: "consumer" },
        { name: "tick", spanKind: "internal" },
      ],
    },
  });
  expect(
    (await rig.ask("/api/v3/operations?service=crosswire-server&span_kind=internal")).body
      .operations,
  ).toHaveLength(1);
});

test("a summary has the root and counts spans, errors and orphans", async () => {
  expect(
    (await rig.ask(`/api/v3/trace-summaries?${september}&query.serviceName=crosswire-browser`))
      .body,
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

test("a search finds the traces in which one span meets every condition, newest first", async () => {
  expect(await rig.find(september)).toEqual([tick.traceId, traceId]);
  expect(await rig.find(`${september}&query.operationName=tick`)).toEqual([tick.traceId]);
  expect(
    await rig.find(`${september}&query.serviceName=crosswire-browser&query.operationName=tick`),
  ).toEqual([]);
  expect(await rig.find(`${september}&query.durationMin=0.5ms`)).toEqual([tick.traceId]);
  expect(await rig.find(`${september}&query.durationMax=150us`)).toEqual([traceId]);
  expect(await rig.find(`${september}&query.searchDepth=1`)).toEqual([tick.traceId]);
  const having = (attributes: object) =>
    rig.find(`${september}&query.attributes=${encodeURIComponent(JSON.stringify(attributes))}`);
  expect(await having({ "game.transport": "webrtc" })).toEqual([traceId]);
  expect(await having({ "game.tick": "5" })).toEqual([tick.traceId]);
  expect(await having({ error: "true" })).toEqual([traceId]);
  expect(await having({ "game.transport": "webrtc", error: "true" })).toEqual([]);
  expect(await rig.find(september.replace("2026-09-01", "2026-09-30"))).toEqual([]);
});

test("a search takes thirty-two attributes, more are a 400", async () => {
  const having = (count: number) => {
    const attributes = Object.fromEntries(Array.from({ length: count }, (_, key) => [key, ""]));
    return rig.find(
      `${september}&query.attributes=${encodeURIComponent(JSON.stringify(attributes))}`,
    );
  };
  expect(await having(32)).toEqual([]);
  expect(await having(33)).toBe(400);
});

test("a trace comes back as the OTLP that was sent, by hex or base64 id, and under /jaeger", async () => {
  const { body } = await rig.ask(`/api/v3/traces/${traceId}`);
  expect(body.result.resourceSpans).toEqual([
    {
      ...requestOf("crosswire-browser", { ...send, status: {} }).resourceSpans[0],
      scopeSpans: [{ scope: { name: "crosswire", version: "" }, spans: [{ ...send, status: {} }] }],
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
    expect((await rig.ask(path)).body).toEqual(body);
  }
  expect(
    (await rig.ask(`/api/v3/traces?${september}&query.serviceName=crosswire-browser`)).body,
  ).toEqual(body);
});

test.each([
  [`/api/v3/traces/${hex(16)}`, 404],
  [`/api/v3/traces?${september}&query.serviceName=nobody`, 404],
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
  [`/api/v3/trace-summaries?${september}&query.durationMin=soon`, 400],
  [`/api/v3/trace-summaries?${september}&query.attributes=[`, 400],
  [`/api/v3/trace-summaries?${september}&query.searchDepth=-1`, 400],
])("%s is a %d in the error shape of API v3", async (path, httpCode) => {
  expect(await rig.ask(path)).toEqual({
    status: httpCode,
    body: { error: { httpCode, message: expect.stringMatching(/\w+/) } },
  });
});
