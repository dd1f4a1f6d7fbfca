import { expect, test } from "vitest";
import { queryOf } from "./api.ts";
import { anySearch, attributesFrom, routeOf, searchUrl, traceUrl } from "./route.ts";

const search = {
  ...anySearch,
  service: "crosswire-server",
  operation: "process input",
  minDuration: "1.5ms",
  attributes: "game.transport=webrtc",
  lookbackMinutes: 15,
  limit: 20,
  live: true,
};
const now = Date.UTC(2026, 10, 22, 12);

test("a search survives its own address, and the plain one is short", () => {
  const [path = "", query = ""] = searchUrl(search).split("?");
  expect(routeOf(path, query)).toEqual({ page: "search", search, problems: [] });
  expect(searchUrl(anySearch)).toBe("/traces");
});

test("a trace's address carries the span and the view; an id of 16 digits is the lower half of one", () => {
  const id = "ab".repeat(16);
  const spanId = "12".repeat(8);
  expect(routeOf(`/traces/${id.toUpperCase()}/`, `span=${spanId}`)).toEqual({
    page: "trace",
    traceId: id,
    spanId,
    viewName: undefined,
    problems: [],
  });
  const [path = "", query = ""] = traceUrl(id, spanId, "waterfall").split("?");
  expect(routeOf(path, query)).toMatchObject({ traceId: id, spanId, viewName: "waterfall" });
  const short = routeOf(traceUrl("cd".repeat(8)), "");
  expect(short).toMatchObject({ page: "trace", traceId: "0".repeat(16) + "cd".repeat(8) });
});

test("what stands where a trace id should and is none is named, not passed over for a search", () => {
  const asked = ["nonsense", "abab", "0".repeat(32), "a b/c", "%"].map((text) =>
    routeOf(`/traces/${text === "%" ? text : encodeURIComponent(text)}`, ""),
  );
  expect(asked).toEqual(
    ["nonsense", "abab", "0".repeat(32), "a b/c", "%"].map((text) => ({
      page: "unknown",
      asked: text,
    })),
  );
  expect(["/traces", "/traces/"].map((path) => routeOf(path, "").page)).toEqual([
    "search",
    "search",
  ]);
});

test("a span that is no span id is said to be none, and the trace is shown", () => {
  expect(routeOf(traceUrl("ab".repeat(16)), "span=first")).toMatchObject({
    page: "trace",
    spanId: undefined,
    problems: ["span=first is no span id, which is 16 hex digits: no span is chosen"],
  });
});

test("numbers that an address has wrong fall back or stop at the limit, and are told", () => {
  const place = routeOf("/traces", "limit=99999&lookback=-3&live=yes");
  expect(place).toEqual({
    page: "search",
    search: { ...anySearch, limit: 1000 },
    problems: [
      "live=yes: 0 or 1",
      "lookback=-3: a whole number from 1 to 10080; 60 is used",
      "limit=99999: a whole number from 1 to 1000; 1000 is used",
    ],
  });
});

test("attributes are name=value pairs, quoted where there are spaces", () => {
  expect(attributesFrom('game.transport=webrtc error.type="no answer"')).toEqual({
    "game.transport": "webrtc",
    "error.type": "no answer",
  });
  expect([attributesFrom(""), attributesFrom("webrtc"), attributesFrom("=1")]).toEqual([
    {},
    undefined,
    undefined,
  ]);
});

test("a search asks as Jaeger's API wants it: both times, Go durations, a JSON map", () => {
  expect(Object.fromEntries(queryOf(search, now) as URLSearchParams)).toEqual({
    "query.serviceName": "crosswire-server",
    "query.operationName": "process input",
    "query.durationMin": "1500000ns",
    "query.attributes": '{"game.transport":"webrtc"}',
    "query.startTimeMin": "2026-11-22T11:45:00.000Z",
    "query.startTimeMax": "2026-11-22T12:05:00.000Z",
    "query.searchDepth": "20",
  });
});

test("what cannot be asked is answered with words about it", () => {
  expect(queryOf({ ...anySearch, minDuration: "soon" }, now)).toBe(
    "“soon” is no duration. Write 250us, 1.5ms or 2s.",
  );
  expect(queryOf({ ...anySearch, attributes: "webrtc" }, now)).toMatch(
    /^An attribute filter is name=value/,
  );
});
