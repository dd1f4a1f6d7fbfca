import * as fc from "fast-check";
import { codecNames } from "#protocol";
import type { TransportName } from "#transport";
import { describe, expect, test } from "vitest";
import { type DialHistory, type DialPlan, type Failures, nextDial } from "./fallback-policy.ts";
import type { LinkSpec, Route, WantedLink } from "./link-spec.ts";

const failed = (count: number, lastMs: number): Failures => ({ count, lastMs });
const dialable = ["webrtc", "socketio", "socketio-polling", "sse"] as const;

interface Case {
  readonly chosen?: TransportName | "auto";
  /** Transport of the active link. */
  readonly active?: TransportName | undefined;
  readonly idleMs?: number;
  readonly isDialing?: boolean;
  readonly failed?: readonly [TransportName, Failures][];
}

/** Over one codec and one route; the plan without them. */
function planOf({ chosen = "auto", active, idleMs = 0, isDialing = false, ...part }: Case) {
  const same = { codec: "binary", route: "direct" } as const;
  const plan = nextDial(
    { transport: chosen, ...same },
    active && { spec: { transport: active, ...same }, idleMs },
    {
      isDialing,
      dialable: new Set(dialable),
      failures: new Map(part.failed ?? []),
      nowMs: 100_000,
    },
  );
  if (!plan) return undefined;
  const { spec, ...rest } = plan;
  expect(spec).toMatchObject(same);
  return { transport: spec.transport, ...rest };
}

/** How long after its last failure that transport is dialed again. */
function pauseMs(part: Case, name: TransportName, count: number): number {
  for (let ms = 0; ms <= 60_000; ms += 50) {
    const plan = planOf({ ...part, failed: [[name, failed(count, 100_000 - ms)]] });
    if (plan?.transport === name) return ms;
  }
  return Infinity;
}

describe("auto", () => {
  test("[C1] it starts on Socket.IO and climbs to WebRTC as soon as a link is open", () => {
    expect(planOf({})).toEqual({ transport: "socketio", why: "join", timeoutMs: 1200 });
    expect(planOf({ active: "socketio" })).toEqual({ transport: "webrtc", why: "climb" });
    expect(planOf({ active: "webrtc" })).toBeUndefined();
  });

  test("[C4] climbing rests 5, 10, 20, then 30 s after failures in a row", () => {
    const pauses = [0, 1, 2, 3, 4, 9].map((count) =>
      pauseMs({ active: "socketio" }, "webrtc", count),
    );
    expect(pauses).toEqual([0, 5000, 10_000, 20_000, 30_000, 30_000]);
  });

  test("[C4] it does not climb from a link that has been silent for a second", () => {
    expect(planOf({ active: "socketio", idleMs: 999 })?.why).toBe("climb");
    expect(planOf({ active: "socketio", idleMs: 1000 })).toBeUndefined();
  });

  test("[C4] WebRTC silent for more than a second falls to Socket.IO; Socket.IO for more than three is dialed again", () => {
    const fallback = { transport: "socketio", why: "silent" };
    expect(planOf({ active: "webrtc", idleMs: 1000 })).toBeUndefined();
    expect(planOf({ active: "webrtc", idleMs: 1001 })).toEqual(fallback);
    expect(planOf({ active: "socketio", idleMs: 3000 })).toBeUndefined();
    expect(planOf({ active: "socketio", idleMs: 3001 })).toEqual(fallback);
  });

  test("[C6] after a failed WebSocket upgrade plain HTTP is dialed next, with the short timeout", () => {
    const blocked: Case = { failed: [["socketio", failed(1, 0)]] };
    const polling = { transport: "socketio-polling" };
    expect(planOf(blocked)).toEqual({ ...polling, why: "lost", timeoutMs: 1200 });
    expect(planOf({ ...blocked, active: "webrtc", idleMs: 1001 })).toEqual({
      ...polling,
      why: "silent",
    });
    expect(planOf({ active: "socketio-polling" })?.why).toBe("climb");
  });

  test("[C6] with no link the transport that failed least is dialed, after 250 ms to 4 s", () => {
    expect(planOf({ failed: [["webrtc", failed(1, 100_000)]] })).toEqual({
      transport: "socketio",
      why: "lost",
      timeoutMs: 1200,
    });
    const counts = [
      ["webrtc", failed(1, 0)],
      ["socketio", failed(2, 0)],
      ["socketio-polling", failed(3, 0)],
    ] as const;
    expect(planOf({ failed: counts.map(([...entry]) => entry) })).toEqual({
      transport: "webrtc",
      why: "lost",
    });
    const pauses = [1, 2, 3, 4, 5, 9].map((count) => {
      const all = (ms: number): [TransportName, Failures][] =>
        counts.map(([name]) => [name, failed(count, 100_000 - ms)]);
      let ms = 0;
      while (!planOf({ failed: all(ms) })) ms += 50;
      return ms;
    });
    expect(pauses).toEqual([250, 500, 1000, 2000, 4000, 4000]);
  });
});

describe("the player's choice of a transport", () => {
  test("[C5] it is joined on, swapped to, and not climbed away from", () => {
    expect(planOf({ chosen: "webrtc" })).toEqual({ transport: "webrtc", why: "join" });
    expect(planOf({ chosen: "socketio", active: "webrtc" })).toEqual({
      transport: "socketio",
      why: "chosen",
    });
    expect(planOf({ chosen: "socketio", active: "socketio" })).toBeUndefined();
  });

  test("[C5] it is left after three seconds of silence, where auto leaves after one", () => {
    const chosen = "webrtc";
    expect(planOf({ chosen, active: "webrtc", idleMs: 3000 })).toBeUndefined();
    expect(planOf({ chosen, active: "webrtc", idleMs: 3001 })).toEqual({
      transport: "socketio",
      why: "silent",
    });
  });

  test("[C5] after two failures another transport is dialed, and the choice again after 10 s", () => {
    const blocked = (count: number): [TransportName, Failures][] => [["webrtc", failed(count, 0)]];
    expect(planOf({ chosen: "webrtc", failed: blocked(1) })?.transport).toBe("webrtc");
    expect(planOf({ chosen: "webrtc", failed: blocked(2) })?.transport).toBe("socketio");
    expect(planOf({ chosen: "sse", active: "sse", idleMs: 3001 })?.transport).toBe("sse");
    expect(planOf({ chosen: "webrtc", active: "socketio", failed: blocked(2) })).toEqual({
      transport: "webrtc",
      why: "chosen",
    });
    expect(pauseMs({ chosen: "webrtc", active: "socketio" }, "webrtc", 2)).toBe(10_000);
  });
});

/** A route beside the one there is: the policy compares routes and knows none by name. */
const otherRoute = "another" as Route;
const link = (transport: TransportName, part: Partial<LinkSpec> = {}): LinkSpec => ({
  transport,
  codec: "binary",
  route: "direct",
  ...part,
});

describe("transport, codec and route", () => {
  interface Row {
    readonly wanted: WantedLink;
    readonly active: LinkSpec | undefined;
    /** When the transport of the active link failed last, ms ago. */
    readonly failedMsAgo?: number;
    readonly plan: DialPlan | undefined;
  }
  const json = { codec: "json" } as const;
  const rerouted = { route: otherRoute };
  const auto = (part: Partial<LinkSpec> = {}): WantedLink => ({
    ...link("webrtc", part),
    transport: "auto",
  });
  const table: readonly Row[] = [
    { wanted: auto(), active: link("webrtc"), plan: undefined },
    {
      wanted: auto(json),
      active: undefined,
      plan: { spec: link("socketio", json), why: "join", timeoutMs: 1200 },
    },
    {
      wanted: auto(json),
      active: link("webrtc"),
      plan: { spec: link("webrtc", json), why: "codec" },
    },
    {
      wanted: auto(rerouted),
      active: link("webrtc"),
      plan: { spec: link("webrtc", rerouted), why: "route" },
    },
    {
      wanted: auto({ ...json, ...rerouted }),
      active: link("webrtc"),
      plan: { spec: link("webrtc", { ...json, ...rerouted }), why: "route" },
    },
    // A climb takes the wanted codec and route along: one swap, not two.
    {
      wanted: auto({ ...json, ...rerouted }),
      active: link("socketio"),
      plan: { spec: link("webrtc", { ...json, ...rerouted }), why: "climb" },
    },
    {
      wanted: link("sse", json),
      active: link("webrtc"),
      plan: { spec: link("sse", json), why: "chosen" },
    },
    {
      wanted: link("sse", json),
      active: link("sse"),
      plan: { spec: link("sse", json), why: "codec" },
    },
    { wanted: link("sse", json), active: link("sse", json), plan: undefined },
    // A dial for another codec or route is repeated two seconds after it failed.
    { wanted: auto(json), active: link("webrtc"), failedMsAgo: 1999, plan: undefined },
    {
      wanted: auto(json),
      active: link("webrtc"),
      failedMsAgo: 2000,
      plan: { spec: link("webrtc", json), why: "codec" },
    },
    // A transport that this page cannot dial counts as auto.
    {
      wanted: link("grpc"),
      active: link("socketio"),
      plan: { spec: link("webrtc"), why: "climb" },
    },
  ];
  test.each(table)("[C22] $wanted beside $active is $plan", ({ wanted, active, ...row }) => {
    const { plan, failedMsAgo } = row;
    const failures = new Map<TransportName, Failures>();
    if (active && failedMsAgo !== undefined)
      failures.set(active.transport, failed(1, 100_000 - failedMsAgo));
    const history = { isDialing: false, dialable: new Set(dialable), failures, nowMs: 100_000 };
    expect(nextDial(wanted, active && { spec: active, idleMs: 0 }, history)).toEqual(plan);
  });

  const transport = fc.constantFrom<TransportName>(...dialable, "websocket", "grpc");
  const codec = fc.constantFrom(...codecNames);
  const route = fc.constantFrom<Route>("direct", otherRoute);
  const anyWanted = fc.record({
    transport: fc.oneof(transport, fc.constant("auto" as const)),
    codec,
    route,
  });
  const anyActive = fc.option(
    fc.record({ spec: fc.record({ transport, codec, route }), idleMs: fc.nat(10_000) }),
    { nil: undefined },
  );
  const anyHistory: fc.Arbitrary<DialHistory> = fc.record({
    isDialing: fc.boolean(),
    dialable: fc.subarray([...dialable]).map((names) => new Set<TransportName>(names)),
    failures: fc
      .array(
        fc.tuple(
          transport,
          fc.record({ count: fc.integer({ min: 1, max: 9 }), lastMs: fc.nat(1e5) }),
        ),
      )
      .map((entries) => new Map(entries)),
    nowMs: fc.constant(100_000),
  });

  test("[C1] one dial at a time: while one is under way nothing is dialed", () => {
    fc.assert(
      fc.property(anyWanted, anyActive, anyHistory, (wanted, active, history) => {
        expect(nextDial(wanted, active, { ...history, isDialing: true })).toBeUndefined();
      }),
    );
  });

  test("[C22] whatever the case, the answer is nothing or a link that can be dialed, in the wanted codec over the wanted route", () => {
    fc.assert(
      fc.property(anyWanted, anyActive, anyHistory, (wanted, active, history) => {
        const plan = nextDial(wanted, active, history);
        if (!plan) return;
        expect(history.dialable.has(plan.spec.transport)).toBe(true);
        expect(plan.spec).toMatchObject({ codec: wanted.codec, route: wanted.route });
      }),
      { numRuns: 2000 },
    );
  });

  test("[C22] a link that is not silent and is what the player chose is left alone, and one that differs in codec or route is not", () => {
    fc.assert(
      fc.property(anyWanted, anyActive, anyHistory, (wanted, active, history) => {
        const spec = active?.spec;
        fc.pre(spec !== undefined && history.dialable.has(spec.transport));
        const chosen = { ...wanted, transport: spec.transport };
        const rested = { ...history, isDialing: false, failures: new Map() };
        const plan = nextDial(chosen, { spec, idleMs: 0 }, rested);
        const isSame = spec.codec === wanted.codec && spec.route === wanted.route;
        expect(plan?.spec).toEqual(isSame ? undefined : chosen);
      }),
    );
  });

  test("[C22] the answer depends on the arguments alone, and leaves them as they were", () => {
    fc.assert(
      fc.property(anyWanted, anyActive, anyHistory, (wanted, active, history) => {
        const before = structuredClone({ wanted, active, history });
        const plan = nextDial(wanted, active, history);
        expect({ wanted, active, history }).toEqual(before);
        expect(nextDial(before.wanted, before.active, before.history)).toEqual(plan);
      }),
    );
  });
});
