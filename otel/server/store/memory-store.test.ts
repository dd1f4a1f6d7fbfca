import { describe, expect, test } from "vitest";
import { groupsOf as request, hex, requestOf, span } from "../otlp/fixtures.suite.ts";
import { groupsOfJson } from "../otlp/json.ts";
import { MalformedOtlp } from "../otlp/request.ts";
import { traceStore } from "./memory-store.ts";

const linkTo = ({ traceId, spanId }: { traceId: string; spanId: string }) => ({
  traceId,
  spanId,
  attributes: [],
});

describe("eviction", () => {
  test("above the cap whole traces are evicted, oldest first, and counted", () => {
    const store = traceStore({ maxSpans: 4 });
    const [first, second, third] = [hex(16), hex(16), hex(16)];
    store.add(request("a", span({ traceId: first }), span({ traceId: second })));
    store.add(request("b", span({ traceId: first }), span({ traceId: second })));
    store.add(request("a", span({ traceId: third })));

    expect([first, second, third].map((id) => store.trace(id)?.length)).toEqual([undefined, 2, 1]);
    expect(store.counts()).toMatchObject({
      spans: 3,
      traces: 2,
      accepted: 5,
      evictedSpans: 2,
      evictedTraces: 1,
    });
  });

  test("an evicted trace is gone from every index", () => {
    const store = traceStore({ maxSpans: 1 });
    const target = span();
    store.add(request("a", span({ name: "tick", links: [linkTo(target)] })));
    expect(store.backlinks(target.traceId, target.spanId)).toHaveLength(1);
    store.add(request("b", span({ name: "connect" })));

    expect(store.services()).toEqual(["b"]);
    expect(store.operations("a")).toEqual([]);
    expect([...store.tracesOf("a")]).toEqual([]);
    expect([...store.tracesOf()].map(([row]) => row!.name)).toEqual(["connect"]);
    expect(store.backlinks(target.traceId, target.spanId)).toEqual([]);
  });

  test("a few spans with large attributes are evicted by their bytes", () => {
    const maxHeapBytes = 1_000_000;
    const store = traceStore({ maxHeapBytes });
    const large = () => span({ status: { message: "x".repeat(400_000) } });
    for (let count = 0; count < 5; count += 1) store.add(request("a", large()));

    const counts = store.counts();
    expect(counts).toMatchObject({ spans: 2, evictedTraces: 3, maxHeapBytes });
    expect(counts.heapBytes).toBeLessThan(maxHeapBytes);
  });

  test("a trace larger than the cap is evicted", () => {
    const store = traceStore({ maxSpans: 3 });
    const traceId = hex(16);
    store.add(request("a", ...Array.from({ length: 5 }, () => span({ traceId }))));

    expect(store.counts()).toMatchObject({
      spans: 0,
      traces: 0,
      evictedSpans: 5,
      evictedTraces: 1,
    });
  });

  test("adding and evicting take as long with many traces as with few", () => {
    let made = 0;
    const id = (digits: number) => (made += 1).toString(16).padStart(digits, "0");
    const batch = () =>
      request(
        "a",
        ...Array.from({ length: 250 }, () =>
          span({ traceId: id(32), spanId: id(16), links: [{ traceId: id(32), spanId: id(16) }] }),
        ),
      );
    const msPerBatch = (maxSpans: number) => {
      const store = traceStore({ maxSpans });
      for (let count = 0; count < maxSpans; count += 250) store.add(batch());
      const rounds = Array.from({ length: 8 }, () => {
        const next = batch();
        const startedAt = performance.now();
        store.add(next);
        return performance.now() - startedAt;
      });
      expect(store.counts().evictedTraces).toBe(8 * 250);
      return Math.min(...rounds);
    };
    msPerBatch(500);
    // A scan of all traces would take forty times as long.
    expect(msPerBatch(20_000)).toBeLessThan(msPerBatch(500) * 10);
  });
});

describe("finding", () => {
  test("spans of one trace id from several batches and services are one trace", () => {
    const store = traceStore();
    const traceId = hex(16);
    store.add(request("a", span({ traceId, name: "send input" })));
    store.add(request("b", span({ traceId })));

    expect(store.trace(traceId)!.map(({ origin, name }) => [origin.service, name])).toEqual([
      ["a", "send input"],
      ["b", "process input"],
    ]);
    expect([...store.tracesOf("a")]).toEqual([...store.tracesOf("b", "process input")]);
  });

  test("traces are found newest first, each once", () => {
    const store = traceStore();
    const ids = [hex(16), hex(16), hex(16)];
    for (const traceId of ids) store.add(request("a", span({ traceId }), span({ traceId })));

    expect([...store.tracesOf("a")].map(([row]) => row!.traceId)).toEqual(ids.toReversed());
  });

  test("an operation is a name with a kind", () => {
    const store = traceStore();
    store.add(
      request(
        "a",
        span({ name: "x", kind: 4 }),
        span({ name: "x", kind: 5 }),
        span({ name: "y", kind: 0 }),
        span({ name: "y", kind: 1 }),
      ),
    );

    expect(store.operations("a")).toEqual([
      { service: "a", name: "x", kind: "producer" },
      { service: "a", name: "x", kind: "consumer" },
      { service: "a", name: "y", kind: "internal" },
    ]);
  });

  test("backlinks of a span are found within its trace and from other traces", () => {
    const store = traceStore();
    const target = span({ name: "send input" });
    const child = span({
      traceId: target.traceId,
      parentSpanId: target.spanId,
      links: [linkTo(target)],
    });
    const [tick, other] = [1, 2].map((number) =>
      span({ name: `tick ${number}`, links: [linkTo(child), linkTo(target)] }),
    );
    const lookalike = span({ links: [linkTo({ traceId: hex(16), spanId: target.spanId })] });
    store.add(request("a", target, child, tick, other, lookalike));

    const names = (of: { traceId: string; spanId: string }) =>
      store.backlinks(of.traceId, of.spanId).map(({ from }) => from.name);
    expect(names(target)).toEqual(["process input", "tick 1", "tick 2"]);
    expect(names(child)).toEqual(["tick 1", "tick 2"]);
    expect(names(tick!)).toEqual([]);
  });
});

test("at most a thousand backlinks of a span are found", () => {
  const store = traceStore();
  const target = span();
  const linking = Array.from({ length: 1200 }, () => span({ links: [linkTo(target)] }));
  store.add(request("a", target, ...linking));

  expect(store.backlinks(target.traceId, target.spanId)).toHaveLength(1000);
});

test("a request whose last span is not JSON adds nothing", () => {
  const store = traceStore();
  const text = JSON.stringify(requestOf("a", span(), { name: "LAST" }));
  const groups = groupsOfJson(Buffer.from(text.replace('"LAST"', "last")));

  expect(() => store.add(groups)).toThrow(MalformedOtlp);
  expect(store.counts()).toMatchObject({ spans: 0, accepted: 0, rejected: 0 });
});
