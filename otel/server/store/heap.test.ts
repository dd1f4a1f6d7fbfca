/** Compares the heap bytes that the store counts with the growth of the heap. */
import { setImmediate } from "node:timers/promises";
import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { groupsOf, hex, requestOf, span, type SpanFields } from "../otlp/fixtures.suite.ts";
import { groupsOfJson } from "../otlp/json.ts";
import type { SpanSource } from "./source-table.ts";
import { traceStore } from "./memory-store.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Waits a turn of the event loop first: what the test before held is collected then. */
async function heapBytes(): Promise<number> {
  for (let round = 0; round < 3; round += 1) {
    await setImmediate();
    collect();
  }
  return getHeapStatistics().used_heap_size;
}

const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
const int = (key: string, intValue: number) => ({ key, value: { intValue } });
const list = (values: object[]) => ({ key: "k", value: { arrayValue: { values } } });
const link = (of: Partial<SpanFields> = {}) => ({ traceId: hex(16), spanId: hex(8), ...of });

/** As the game's own: many small spans with the same keys, and a tick that links to all inputs it consumed. */
const input = (traceId: string, at: number) =>
  span({
    traceId,
    parentSpanId: hex(8),
    attributes: [
      text("messaging.system", "crosswire"),
      text("messaging.operation.name", "process"),
      text("messaging.destination.name", "input"),
      text("messaging.message.id", String(at)),
      int("messaging.message.body.size", 14),
      text("network.transport", "udp"),
      text("game.transport", "webrtc"),
      { key: "game.queue.wait_ms", value: { doubleValue: 1 / (at + 1) } },
    ],
    links: [link()],
  });

const ticks = (at: number) => [
  span({
    name: "tick",
    links: Array.from({ length: 16 }, (_, player) =>
      link({
        attributes: [
          text("messaging.message.id", String(at)),
          text("game.player.id", `p${player}`),
        ],
      }),
    ),
  }),
];

const manyOf = <T>(count: number, each: (at: number) => T) =>
  Array.from({ length: count }, (_, at) => each(at));
const oneTrace = hex(16);
const oneSpan = link();

/** Each load is a few megabytes; other growth of the heap meanwhile is a tenth of one. */
const loads: readonly [load: string, requests: number, spans: (at: number) => unknown[]][] = [
  ["traces of one span", 4000, (at) => [input(hex(16), at)]],
  [
    "traces of three spans",
    2000,
    (at) => {
      const traceId = hex(16);
      return manyOf(3, () => input(traceId, at));
    },
  ],
  ["ticks", 800, ticks],
  ["spans without attributes", 8000, () => [span()]],
  ["one large trace", 400, () => manyOf(50, () => span({ traceId: oneTrace }))],
  ["long texts", 200, (at) => [span({ attributes: [text("k", `${at}`.padEnd(20_000, "x"))] })]],
  [
    "long texts of two bytes a character",
    100,
    (at) => [span({ attributes: [text("k", `${at}`.padEnd(20_000, "é€"))] })],
  ],
  [
    "names of events that are cut",
    10,
    (at) => [
      span({ events: manyOf(800, (each) => ({ name: `${at} ${each}`.padEnd(8000, "n") })) }),
    ],
  ],
  ["names that are cut", 2000, (at) => [span({ name: `${at}`.padEnd(3000, "n") })]],
  [
    "texts that no other span has",
    1500,
    () => [span({ attributes: manyOf(40, (key) => text(`k${key}`, hex(16))) })],
  ],
  [
    "keys that no other span has",
    1500,
    () => [span({ attributes: manyOf(20, () => text(hex(8), "v")) })],
  ],
  [
    "long lists",
    200,
    () => [span({ attributes: [list(manyOf(1000, (intValue) => ({ intValue })))] })],
  ],
  [
    "large numbers",
    3000,
    (at) => [span({ attributes: manyOf(100, (key) => int(`k${key}`, 2 ** 40 + at)) })],
  ],
  [
    "events",
    500,
    (at) => [
      span({
        events: manyOf(50, () => ({
          name: "e",
          timeUnixNano: "1790000000123456789",
          attributes: [int("at", at)],
        })),
      }),
    ],
  ],
  ["links to as many spans", 50, () => [span({ links: manyOf(1000, () => link()) })]],
  ["links to one span", 4000, () => [span({ links: [oneSpan] })]],
  [
    "two links to each span",
    2000,
    () => {
      const to = link();
      return manyOf(2, () => span({ links: [to] }));
    },
  ],
];

test.each(loads)(
  "of %s the store accounts for 0.9 to 1.5 times what the heap grows by",
  async (_load, requests, spans) => {
    const store = traceStore();
    traceStore().add(groupsOf("s", ...spans(0)));
    const before = await heapBytes();
    for (let at = 0; at < requests; at += 1) store.add(groupsOf("s", ...spans(at)));
    const share = store.counts().heapBytes / ((await heapBytes()) - before);

    expect(store.counts()).toMatchObject({ rejected: 0, evictedSpans: 0 });
    expect(share).toBeGreaterThan(0.9);
    expect(share).toBeLessThan(1.5);
  },
);

/** Adds a multiple of a small store's limit. Returns the growth of the heap as a multiple of the limit. */
async function growthOverLimit(
  requests: number,
  add: (store: ReturnType<typeof traceStore>, at: number) => void,
): Promise<number> {
  const maxHeapBytes = 4 * 1024 * 1024;
  const store = traceStore({ maxHeapBytes });
  const before = await heapBytes();
  for (let at = 0; at < requests; at += 1) add(store, at);
  const growth = ((await heapBytes()) - before) / maxHeapBytes;
  expect(store.counts().evictedSpans).toBeGreaterThan(0);
  expect(store.counts().heapBytes).toBeLessThan(maxHeapBytes);
  return growth;
}

describe("while spans are added and evicted the heap grows by no more than 1.3 times the limit", () => {
  test("with the game's own spans", async () => {
    const growth = await growthOverLimit(400, (store, at) =>
      store.add(groupsOf("s", ...manyOf(30, () => input(hex(16), at)))),
    );
    expect(growth).toBeLessThan(1.3);
  });

  test("with many senders, each with resources and names of its own", async () => {
    const growth = await growthOverLimit(3000, (store, at) => {
      const source: SpanSource = at % 20 === 0 ? "server" : `session ${at % 200}`;
      const name = `name ${at % 100}`;
      const resource = { attributes: [text("service.name", "s"), text("build", hex(64))] };
      const scopeSpans = [{ spans: manyOf(3, () => span({ name })) }];
      const body = JSON.stringify({ resourceSpans: [{ resource, scopeSpans }] });
      store.add(groupsOfJson(Buffer.from(body)), { source });
    });
    expect(growth).toBeLessThan(1.3);
  });

  test("with spans whose texts other spans share", async () => {
    const growth = await growthOverLimit(1200, (store, at) => {
      const attributes = manyOf(100, (key) => text(`k${key}`, `${at} ${key}`.padEnd(60, "x")));
      // The first of each are of the oldest trace, and are evicted together.
      store.add(groupsOf("s", span({ traceId: oneTrace, attributes })));
      store.add(groupsOf("s", span({ attributes })));
    });
    expect(growth).toBeLessThan(1.3);
  });

  test("with traces that go on after some of their spans were evicted", async () => {
    const traceIds = manyOf(3000, () => hex(16));
    const growth = await growthOverLimit(300, (store, at) => {
      const spans = manyOf(100, (each) => span({ traceId: traceIds[(at * 100 + each) % 3000]! }));
      store.add(groupsOf("s", ...spans), { source: `session ${at % 7}` });
    });
    expect(growth).toBeLessThan(1.3);
  });
});

test("rejected spans leave nothing in the heap", async () => {
  const store = traceStore();
  const before = await heapBytes();
  for (let at = 0; at < 300; at += 1) {
    const attributes = manyOf(128, () => text(hex(20), hex(20)));
    const events = [{ timeUnixNano: "never" }];
    const body = JSON.stringify(requestOf(hex(20), span({ attributes, events })));
    store.add(groupsOfJson(Buffer.from(body)), { source: `session ${at}` });
  }

  expect(store.counts()).toMatchObject({ spans: 0, rejected: 300 });
  // If they were kept, it would be more than six megabytes.
  expect((await heapBytes()) - before).toBeLessThan(1_000_000);
});
