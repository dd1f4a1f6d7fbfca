import type { MessageInfo, SpanRecord, TraceContext } from "#protocol";
import { expect, test } from "vitest";
import { SpanBudget } from "./span-budget.ts";
import { makeTestRig, settle } from "./testing/test-rig.suite.ts";
import { ManualClock } from "./testing/manual-clock.suite.ts";

const facts: MessageInfo = {
  kind: "input",
  sequence: 1,
  bodyBytes: 3,
  envelopeBytes: 9,
  transport: "memory",
  peer: "player-0",
};
const times = { startMs: 0, endMs: 1 };

/** Counts what it records. */
function recorder() {
  const recorded = { sent: 0, received: 0 };
  let count = 0;
  const next = (parent?: TraceContext): TraceContext => ({
    traceId: parent?.traceId ?? (++count).toString(16).padStart(32, "c"),
    spanId: (++count).toString(16).padStart(16, "d"),
    sampled: parent?.sampled ?? true,
  });
  return {
    recorded,
    next,
    tracing: {
      messages: {
        sending: (_facts: unknown, parent: TraceContext | undefined) => next(parent),
        sent: () => void (recorded.sent += 1),
        received: (_facts: unknown, remote: TraceContext | undefined) => {
          const context = next(remote);
          if (context.sampled) recorded.received += 1;
          return context;
        },
      },
      recorder: {
        newContext: next,
        record: ({ context, parent }: SpanRecord) => context ?? next(parent),
      },
    },
  };
}

function budget() {
  const clock = new ManualClock();
  const { next, tracing, recorded } = recorder();
  const spans = new SpanBudget(tracing, clock.now);
  const flood = (tracer: ReturnType<SpanBudget["tracerOfSession"]>, count: number) =>
    Array.from({ length: count }, () => tracer.received(facts, next(), times)).filter(Boolean)
      .length;
  return { clock, next, spans, recorded, flood };
}

test("[R44] a session has 1,500 spans at once and 150 a second, sent and received together; others have their own", () => {
  const { clock, next, spans, recorded, flood } = budget();
  const greedy = spans.tracerOfSession();
  const other = spans.tracerOfSession();
  expect(flood(greedy, 2000)).toBe(1500);
  expect(greedy.sending(facts, next())).toBeUndefined();
  expect(flood(other, 100)).toBe(100);
  clock.advance(1000);
  expect(flood(greedy, 200)).toBe(150);
  expect(recorded.received).toBe(1750);
  expect(spans.declined).toBe(500 + 1 + 50);
});

test("[R44] all sessions and ticks together have 12,000 spans at once and 6,000 a second", () => {
  const { clock, spans, flood } = budget();
  const sessions = Array.from({ length: 20 }, () => spans.tracerOfSession());
  const all = sessions.reduce((sum, tracer) => sum + flood(tracer, 1000), 0);
  expect(all).toBe(12_000);
  expect(spans.recorder.newContext().sampled).toBe(false);
  clock.advance(1000);
  const begun = Array.from({ length: 7000 }, () => spans.recorder.newContext());
  expect(begun.filter(({ sampled }) => sampled)).toHaveLength(6000);
});

test("[R44] to one trace a session's messages add sixteen spans, and to others they go on", () => {
  const { next, spans, flood } = budget();
  const tracer = spans.tracerOfSession();
  const victim = next();
  const added = Array.from({ length: 50 }, () => tracer.received(facts, victim, times));
  expect(added.filter(Boolean)).toHaveLength(16);
  expect(flood(tracer, 10)).toBe(10);
  expect(spans.tracerOfSession().received(facts, victim, times)).toBeDefined();
});

test("[R44] messages that their sender does not record take nothing of the budget", () => {
  const { next, spans } = budget();
  const tracer = spans.tracerOfSession();
  const unsampled = { ...next(), sampled: false };
  for (let count = 0; count < 3000; count += 1) tracer.received(facts, unsampled, times);
  expect(tracer.received(facts, next(), times)).toBeDefined();
  expect(spans.declined).toBe(0);
});

test("[R44] a player that floods the room is recorded within its budget, the rest is counted, and a reload brings it no more", async () => {
  const { next, tracing, recorded } = recorder();
  const rig = await makeTestRig({ tracing });
  let player = await rig.joinPlayer({}, { tracing: true });
  for (let reload = 0; reload < 3; reload++) {
    for (let count = 0; count < 700; count++) {
      player.sendInput({ newestTick: 4 }, next());
      // Otherwise the link would drop messages.
      if (count % 100 === 99) await settle();
    }
    const ticket = rig.sessions.resume(player.welcome.key, true, "192.0.2.1")!;
    player = rig.player(tracing.messages);
    await player.join(ticket, { tracing: true });
  }
  expect(recorded.received).toBe(1500);
  expect(rig.spans?.declined).toBe(3 * 700 - 1500);
});
