/** The query API's own additions, which the viewer reads. */
import { beforeEach, expect, test } from "vitest";
import { hex } from "../otlp/fixtures.suite.ts";
import { ns, process, QueryRig, text, tick, traceId } from "./query-rig.suite.ts";

let rig: QueryRig;
beforeEach(async () => {
  rig = await QueryRig.open();
});

test("a trace is answered as by API v3, and with an empty list before its first span has arrived", async () => {
  const here = await rig.ask(`/api/v3/traces/${traceId}`);
  expect(await rig.ask(`/api/crosswire/trace?traceId=${traceId}`)).toEqual(here);
  const elsewhere = hex(16);
  expect((await rig.ask(`/api/v3/traces/${elsewhere}`)).status).toBe(404);
  expect(await rig.ask(`/api/crosswire/trace?traceId=${elsewhere}`)).toEqual({
    status: 200,
    body: { result: { resourceSpans: [] } },
  });
  expect((await rig.ask("/api/crosswire/trace?traceId=nonsense")).status).toBe(400);
});

test("backlinks are the spans that link to a span, with the attributes of the link", async () => {
  expect(
    await rig.ask(`/api/crosswire/backlinks?traceId=${traceId}&spanId=${process.spanId}`),
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
  expect((await rig.ask(`/api/crosswire/backlinks?traceId=${traceId}`)).status).toBe(400);
  expect((await rig.ask(`/api/crosswire/backlinks?spanId=${process.spanId}`)).status).toBe(400);
});

test("the store answers what it holds and has evicted, and where a Jaeger is", async () => {
  expect((await rig.ask("/api/crosswire/store")).body).toEqual({
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
