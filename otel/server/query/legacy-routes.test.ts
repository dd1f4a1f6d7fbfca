/** Jaeger's older API. */
import { beforeEach, expect, test } from "vitest";
import { traceStore } from "../index.ts";
import { groupsOf, hex, span } from "../otlp/fixtures.suite.ts";
import { base, process, QueryRig, send, tick, traceId } from "./query-rig.suite.ts";

let rig: QueryRig;
beforeEach(async () => {
  rig = await QueryRig.open();
});

const envelope = (data: unknown, total = 0) => ({
  status: 200,
  body: { data, total, limit: 0, offset: 0, errors: null },
});

test("a trace in the shape that Jaeger's UI reads: microseconds, tags, references, processes", async () => {
  const { body } = await rig.ask(`/api/traces/${traceId}`);
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
  const [{ spans }] = (await rig.ask(`/jaeger/api/traces/${tick.traceId}`)).body.data;
  expect(spans[0].references).toEqual([
    { refType: "FOLLOWS_FROM", traceID: traceId, spanID: process.spanId },
  ]);
  expect(spans[0].tags[0]).toEqual({ key: "game.tick", type: "int64", value: 5 });
});

test("services, operations, and dependencies between services in a time window", async () => {
  expect(await rig.ask("/api/services")).toEqual(
    envelope(["crosswire-browser", "crosswire-server"], 2),
  );
  expect(await rig.ask("/api/services/crosswire-server/operations")).toEqual(
    envelope(["process input", "tick"], 2),
  );
  expect(await rig.ask("/api/operations?service=crosswire-browser&spanKind=producer")).toEqual(
    envelope([{ name: "send input", spanKind: "producer" }], 1),
  );
  const ends = Number(base / 1_000_000n) + 1000;
  expect(await rig.ask(`/api/dependencies?endTs=${ends}&lookback=60000`)).toEqual(
    envelope([{ parent: "crosswire-browser", child: "crosswire-server", callCount: 1 }]),
  );
  expect(await rig.ask(`/api/dependencies?endTs=${ends + 120_000}&lookback=60000`)).toEqual(
    envelope([]),
  );
});

test("a search by service, operation, tags, times and trace ids", async () => {
  const ids = async (query: string) =>
    (await rig.ask(`/api/traces?${query}`)).body.data?.map(
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
  expect(await ids("service=crosswire-server&start=1790000000030000&end=1790000000040000")).toEqual(
    [tick.traceId],
  );
  expect(await ids(`traceID=${tick.traceId}&traceID=${traceId}`)).toEqual([tick.traceId, traceId]);
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
    const { status, body } = await rig.ask(`/api/traces?end=${base / 1000n + 1_000_000n}&${query}`);
    const ids = body.data?.map((each: { traceID: string }) => each.traceID);
    expect({ value, status, ids }).toEqual({ value, status: 200, ids: [tick.traceId, traceId] });
  }
});

test("the name of a service may have any length and any characters", async () => {
  for (const service of ["s".repeat(101), "s".repeat(2000), "a/b", "a/operations", "%2F?#é"]) {
    const path = `/api/services/${encodeURIComponent(service)}/operations`;
    expect(await rig.ask(path)).toEqual(envelope([]));
  }
  const store = traceStore();
  store.add(groupsOf("a/operations %2F", span({ name: "found" })));
  rig = await QueryRig.open(store);
  const path = `/jaeger/api/services/${encodeURIComponent("a/operations %2F")}/operations`;
  expect(await rig.ask(path)).toEqual(envelope(["found"], 1));
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
])("%s is a %d in the error shape of the older API", async (path, code) => {
  expect(await rig.ask(path)).toEqual({
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
