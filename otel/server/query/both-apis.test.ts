/** What Jaeger's older API and API v3 have in common. */
import { beforeEach, expect, test } from "vitest";
import { traceStore } from "../index.ts";
import { groupsOf, hex, requestOf, span } from "../otlp/fixtures.suite.ts";
import { ns, QueryRig, send, september, traceId } from "./query-rig.suite.ts";

let rig: QueryRig;
beforeEach(async () => {
  rig = await QueryRig.open();
});

test("an answer holds twenty thousand spans besides those of its first trace", async () => {
  const store = traceStore();
  for (let trace = 0; trace < 3; trace += 1) {
    const id = hex(16);
    const spans = Array.from({ length: 8000 }, () => span({ traceId: id }));
    store.add(groupsOf("s", ...spans));
  }
  rig = await QueryRig.open(store);
  const { body } = await rig.ask("/api/traces?service=s&limit=3");
  expect(body.data).toHaveLength(2);
  const ids = [...store.tracesOf()].map(([row]) => `traceID=${row!.traceId}`).join("&");
  expect((await rig.ask(`/api/traces?${ids}`)).body.data).toHaveLength(2);
  expect(await rig.find(`${september}&query.serviceName=s`)).toHaveLength(2);
});

test("both APIs name NaN and the infinities, at any depth", async () => {
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
  await rig.fastify.inject({ method: "POST", url: "/v1/traces", headers, payload });

  const { result } = (await rig.ask(`/api/v3/traces/${sent.traceId}`)).body;
  expect(result.resourceSpans[0].scopeSpans[0].spans).toEqual([{ ...sent, status: {} }]);
  const [{ spans }] = (await rig.ask(`/api/traces/${sent.traceId}`)).body.data;
  expect(spans[0].tags.slice(0, 5)).toEqual([
    { key: "k0", type: "float64", value: "NaN" },
    { key: "k1", type: "float64", value: "Infinity" },
    { key: "k2", type: "float64", value: "-Infinity" },
    { key: "k3", type: "string", value: JSON.stringify(list) },
    { key: "k4", type: "string", value: JSON.stringify(map) },
  ]);
});
