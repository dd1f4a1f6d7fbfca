import { expect, test } from "vitest";
import { queryOf } from "./api.ts";
import { anySearch, attributesFrom, placeOf, searchAddress, traceAddress } from "./route.ts";

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
  const [path = "", query = ""] = searchAddress(search).split("?");
  expect(placeOf(path, query)).toEqual({ view: "search", search });
  expect(searchAddress(anySearch)).toBe("/traces");
});

test("a trace's address carries the span, and half an id is a search", () => {
  const id = "ab".repeat(16);
  expect(placeOf(traceAddress(id), "span=12")).toEqual({
    view: "trace",
    traceId: id,
    spanId: "12",
  });
  expect(placeOf("/traces/abab", "").view).toBe("search");
});

test("numbers out of range in an address fall back or stop at the limit", () => {
  const place = placeOf("/traces", "limit=99999&lookback=-3");
  expect(place.view === "search" && [place.search.limit, place.search.lookbackMinutes]).toEqual([
    1000, 60,
  ]);
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
