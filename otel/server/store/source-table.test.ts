import { describe, expect, test } from "vitest";
import { hex, groupsOf, span } from "../otlp/fixtures.suite.ts";
import type { SpanSource } from "./source-table.ts";
import type { TraceStore } from "./trace-store.ts";
import { traceStore } from "./memory-store.ts";

const ann = "session ann";
const bob = "session bob";
const add = (store: TraceStore, source: SpanSource, ...spans: unknown[]) =>
  store.add(groupsOf("s", ...spans), { source });
const names = (store: TraceStore, traceId: string) =>
  store.trace(traceId)?.map(({ name }) => name) ?? [];
const many = (count: number, fields: () => Parameters<typeof span>[0] = () => ({})) =>
  Array.from({ length: count }, () => span(fields()));

describe("one span per trace id and span id", () => {
  test("a span that is sent again replaces the first, in the trace and in every index, and is counted", () => {
    const store = traceStore();
    const target = span();
    const link = { traceId: target.traceId, spanId: target.spanId, attributes: [] };
    const first = span({ name: "first", kind: 4, links: [link] });
    add(store, "other", span({ traceId: first.traceId, name: "before" }), first);
    const again = add(store, "other", { ...first, name: "last", kind: 5, links: [] });
    add(store, "other", span({ traceId: first.traceId, name: "after" }));

    expect(again).toMatchObject({ accepted: 1, duplicates: 1, rejected: 0 });
    expect(names(store, first.traceId)).toEqual(["before", "last", "after"]);
    expect(store.operations("s").map(({ name, kind }) => [name, kind])).toEqual([
      ["before", "consumer"],
      ["last", "consumer"],
      ["after", "consumer"],
    ]);
    expect(store.backlinks(target.traceId, target.spanId)).toEqual([]);
    expect(store.counts()).toMatchObject({ spans: 3, traces: 1, accepted: 4, duplicates: 1 });
  });

  test("a span that is sent again replaces the first in a trace of thousands, within one request and after evictions", () => {
    const store = traceStore({ maxSpans: 3000 });
    const traceId = hex(16);
    const spans = many(2000, () => ({ traceId }));
    expect(add(store, "other", ...spans, ...spans.slice(0, 5))).toMatchObject({ duplicates: 5 });
    expect(add(store, "other", spans[1999], spans[7], span({ traceId }))).toMatchObject({
      duplicates: 2,
    });
    expect(store.trace(traceId)).toHaveLength(2001);

    const own = many(40, () => ({ traceId, name: "server's" }));
    add(store, "server", ...own);
    add(store, "other", ...many(1000));
    expect(store.trace(traceId)).toHaveLength(40);
    add(store, "server", { ...own[39], name: "again" });
    expect(names(store, traceId)).toEqual([...Array(39).fill("server's"), "again"]);
    expect(add(store, "other", spans[0])).toMatchObject({ accepted: 1, duplicates: 0 });
  });

  test("a span belongs to the source that sent it first; only the server replaces another's", () => {
    const store = traceStore();
    const shot = span({ name: "Ann's" });
    add(store, ann, shot);
    expect(add(store, bob, { ...shot, name: "Bob's" })).toEqual({
      accepted: 0,
      duplicates: 0,
      rejected: 1,
      reason: "another sender's span has this id",
    });
    expect(add(store, "other", { ...shot, name: "anybody's" })).toMatchObject({ rejected: 1 });
    expect(names(store, shot.traceId)).toEqual(["Ann's"]);
    add(store, "server", { ...shot, name: "the server's" });
    expect(names(store, shot.traceId)).toEqual(["the server's"]);
    expect(add(store, ann, shot)).toMatchObject({ rejected: 1 });
    expect(store.counts()).toMatchObject({ spans: 1, serverSpans: 1 });
  });
});

describe("how much of the store one source may take", () => {
  test("a page adds at most 128 spans to one trace, and other sources may still add to it", () => {
    const store = traceStore();
    const traceId = hex(16);
    const inTrace = (count: number) => many(count, () => ({ traceId }));
    expect(add(store, ann, ...inTrace(130))).toEqual({
      accepted: 128,
      duplicates: 0,
      rejected: 2,
      reason: "more than 128 spans of one trace from one sender",
    });
    const [known] = store.trace(traceId)!;
    expect(add(store, ann, span({ traceId, spanId: known!.spanId }))).toMatchObject({
      accepted: 1,
    });
    expect(add(store, bob, ...inTrace(128))).toMatchObject({ accepted: 128 });
    expect(add(store, "server", ...inTrace(500))).toMatchObject({ accepted: 500 });
    expect(add(store, ann, span())).toMatchObject({ accepted: 1 });
  });

  test("of a page that floods a full store its own oldest spans are evicted, not the server's or another page's", () => {
    const store = traceStore({ maxSpans: 400 });
    const match = Array.from({ length: 20 }, () => {
      const traceId = hex(16);
      add(store, bob, span({ traceId, name: "send" }));
      add(store, "server", ...many(4, () => ({ traceId, name: "process" })));
      return traceId;
    });
    const flood = many(2000);
    // Also into traces of the match.
    const into = match.map((traceId) => span({ traceId, name: "junk" }));
    add(store, ann, ...into, ...flood);

    const whole = ["send", "process", "process", "process", "process"];
    expect(match.map((traceId) => names(store, traceId))).toEqual(match.map(() => whole));
    expect(names(store, flood.at(-1)!.traceId)).toHaveLength(1);
    expect(store.counts()).toMatchObject({ spans: 400, serverSpans: 80, evictedSpans: 1720 });
  });

  test("after any flood a quarter of the store is free for the server's next spans", () => {
    const store = traceStore({ maxSpans: 400 });
    for (const source of [ann, bob, "other"] as const) add(store, source, ...many(1000));
    expect(store.counts()).toMatchObject({ spans: 400, serverSpans: 0 });
    const own = many(100);
    for (const each of own) add(store, "server", each);
    for (const source of [ann, bob, "other"] as const) add(store, source, ...many(1000));

    expect(own.filter(({ traceId }) => store.trace(traceId))).toHaveLength(100);
  });

  test("a source's share is measured in bytes, not in spans", () => {
    const store = traceStore({ maxHeapBytes: 1_000_000 });
    const large = () => span({ status: { message: "x".repeat(100_000) } });
    const own = large();
    add(store, "server", own);
    for (let count = 0; count < 50; count += 1) add(store, ann, large());

    expect(names(store, own.traceId)).toHaveLength(1);
    expect(store.counts()).toMatchObject({ spans: 9, serverSpans: 1 });
  });

  test("without a flood whole traces are evicted, oldest first", () => {
    const store = traceStore({ maxSpans: 40 });
    const match = Array.from({ length: 30 }, () => {
      const traceId = hex(16);
      add(store, ann, span({ traceId }));
      add(store, "server", span({ traceId }));
      return traceId;
    });

    expect(match.map((traceId) => names(store, traceId).length)).toEqual([
      ...Array(10).fill(0),
      ...Array(20).fill(2),
    ]);
    expect(store.counts()).toMatchObject({ evictedTraces: 10, evictedSpans: 20 });
  });
});

describe("names", () => {
  const called = (service: string, ...spans: unknown[]) => groupsOf(service, ...spans);

  test("the store keeps a thousand services; spans of further ones are rejected and counted, unless the server sent them", () => {
    const store = traceStore();
    for (let number = 0; number < 1200; number += 1) store.add(called(`service ${number}`, span()));
    expect(store.services()).toHaveLength(1000);
    expect(store.counts()).toMatchObject({ accepted: 1000, rejected: 200, refusedNames: 200 });
    expect(store.add(called("service 7", span()))).toMatchObject({ accepted: 1 });
    expect(store.add(called("service 1100", span()))).toMatchObject({
      rejected: 1,
      reason: "more than 1000 names of services",
    });
    expect(store.add(called("server", span()), { source: "server" })).toMatchObject({
      accepted: 1,
    });
  });

  test("the store keeps 4096 span names of one service and rejects spans with further names", () => {
    const store = traceStore();
    const spans = Array.from({ length: 5000 }, (_, number) => span({ name: `name ${number}` }));
    expect(store.add(called("s", ...spans))).toEqual({
      accepted: 4096,
      duplicates: 0,
      rejected: 904,
      reason: "more than 4096 names of spans in one service",
    });
    expect(store.counts().refusedNames).toBe(904);
  });

  test("a page may add 256 new names, and more once the spans with those names are evicted", () => {
    const store = traceStore({ maxSpans: 300 });
    const page = (...spans: unknown[]) => store.add(called("page", ...spans), { source: ann });
    const spans = Array.from({ length: 300 }, (_, number) => span({ name: `name ${number}` }));
    store.add(called("page", span({ name: "name 299" })), { source: "server" });
    // The service and the last name are the server's.
    expect(page(...spans)).toMatchObject({ accepted: 257, rejected: 43 });
    page(...many(300, () => ({ name: "name 299" })));
    expect(store.operations("page")).toHaveLength(1);
    expect(page(span({ name: "new" }))).toMatchObject({ accepted: 1 });
  });

  test("a name of more than 512 characters is cut between characters, and stays whole in the resource", () => {
    const store = traceStore();
    const long = `${"a".repeat(510)}😀${"b".repeat(10_000)}`;
    const sent = span({ name: long });
    store.add(called(long, sent));

    const cut = `${"a".repeat(510)}…`;
    expect(store.services()).toEqual([cut]);
    expect(store.operations(cut)).toMatchObject([{ name: cut }]);
    expect(store.trace(sent.traceId)![0]!.origin.resource.values).toEqual([long]);
  });
});
