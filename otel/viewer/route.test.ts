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

test("a search is the same after its address was read, and the empty search has a short one", () => {
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

test("an address whose trace id is not one is unknown, not a search", () => {
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

test("a span that is not a span id is a problem, and the trace is shown", () => {
  expect(routeOf(traceUrl("ab".repeat(16)), "span=first")).toMatchObject({
    page: "trace",
    spanId: undefined,
    problems: ["span=first is not a span id (16 hex digits): no span is selected"],
  });
});

test("numbers out of range fall back to the default or the limit, and are problems", () => {
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

test("a search's query is Jaeger's: both times, Go durations, a JSON map", () => {
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

test("a search that cannot be asked has a sentence instead of a query", () => {
  expect(queryOf({ ...anySearch, minDuration: "soon" }, now)).toBe(
    "“soon” is no duration. Write 250us, 1.5ms or 2s.",
  );
  expect(queryOf({ ...anySearch, attributes: "webrtc" }, now)).toMatch(
    /^An attribute filter is name=value/,
  );
});
