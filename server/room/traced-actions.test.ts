import { attribute } from "#protocol";
import type { MessageTracer, SpanLink, SpanRecorder, TraceContext } from "#protocol";
import { Button } from "#simulation";
import { expect, test } from "vitest";
import { makeTestRig, type TestRig, type TestPlayer } from "../testing/test-rig.suite.ts";

interface Applied {
  readonly context: TraceContext;
  readonly parent: TraceContext | undefined;
  readonly action: unknown;
  readonly player: unknown;
  readonly tickContext: TraceContext | undefined;
}

/** Keeps the spans that the room records; contexts are numbered, a child keeps its parent's trace. */
function recordingTracer() {
  let count = 0;
  const applied: Applied[] = [];
  const ticks: { context: TraceContext; snapshots: unknown; links: readonly SpanLink[] }[] = [];
  const begin = (parent?: TraceContext): TraceContext => ({
    traceId: parent?.traceId ?? (++count).toString(16).padStart(32, "c"),
    spanId: (++count).toString(16).padStart(16, "d"),
    sampled: true,
  });
  const recorder: SpanRecorder = {
    newContext: begin,
    record({ name, parent, context = begin(parent), links = [], attributes }) {
      if (name === "tick")
        ticks.push({ context, snapshots: attributes[attribute.snapshots], links });
      if (name === "apply")
        applied.push({
          context,
          parent,
          action: attributes[attribute.action],
          player: attributes[attribute.player],
          tickContext: links[0]?.context,
        });
      return context;
    },
  };
  const messages: MessageTracer = {
    sending: (_facts, parent) => begin(parent),
    sent: () => {},
    received: (_facts, remote) => begin(remote),
  };
  return { applied, ticks, tracing: { messages, recorder } };
}

/** The context of a shot's root span, as the shooter's browser draws it. */
const shot: TraceContext = { traceId: "ab".repeat(16), spanId: "cd".repeat(8), sampled: true };

async function shoot(
  rig: TestRig,
  shooter: TestPlayer,
  aim: number,
  ticks = 4,
  trace = shot,
): Promise<void> {
  const fire = { buttons: Button.fire, aim, thrustX: 0, thrustY: 0, viewTick16: 0 };
  const newest = (shooter.newest?.tick ?? 0) + 6;
  shooter.sendInput(
    { newestTick: newest, commands: Array.from({ length: ticks }, () => fire) },
    trace,
  );
  await rig.advance(400);
}

test("[R17] the span of an applied shot is a child of the input that fired it, in the trace of the shot", async () => {
  const { applied, ticks, tracing } = recordingTracer();
  const rig = await makeTestRig({ tracing });
  const shooter = await rig.joinPlayer({}, { tracing: true });
  await rig.advance(400);
  await shoot(rig, shooter, 0);
  const [first] = applied;
  expect(applied.length).toBe(1);
  expect(first).toMatchObject({ action: "shot", player: `player-${shooter.welcome.seat}` });
  expect(first?.context.traceId).toBe(shot.traceId);
  const consuming = ticks.find(({ context }) => context === first?.tickContext);
  expect(consuming?.links.map(({ context }) => context)).toContainEqual(first?.parent);
  expect(consuming?.snapshots).toBe(1);
});

test("[R17] snapshots have the shot's context for players who trace and see it, and for no other", async () => {
  const { applied, tracing } = recordingTracer();
  const rig = await makeTestRig({ tracing });
  const shooter = await rig.joinPlayer({}, { tracing: true });
  const watcher = await rig.joinPlayer({}, { tracing: true });
  const blind = await rig.joinPlayer();
  await rig.advance(400);
  await shoot(rig, shooter, 0);
  const contextsTo = (player: TestPlayer) =>
    player.snapshots.flatMap(({ contexts }) => contexts.map(({ context }) => context));
  expect(contextsTo(shooter)).toContainEqual(applied[0]?.context);
  expect(contextsTo(watcher)).toContainEqual(applied[0]?.context);
  expect(contextsTo(blind)).toEqual([]);
});

test("[R17] a hit is a child of its shot", async () => {
  const { applied, tracing } = recordingTracer();
  const rig = await makeTestRig({ tracing, fillTo: 16 });
  const shooter = await rig.joinPlayer({}, { tracing: true });
  await rig.advance(400);
  const traceOf = (aim: number) => ({ ...shot, traceId: aim.toString(16).padStart(32, "a") });
  // Aims in circles until a shot hits one of fifteen bots.
  for (let aim = 0; aim < 8000 && !applied.some(({ action }) => action === "hit"); aim += 61)
    await shoot(rig, shooter, aim & 1023, 12, traceOf(aim));
  const hit = applied.find(({ action }) => action === "hit");
  const parent = applied.find(({ context }) => context === hit?.parent);
  expect(parent?.action).toBe("shot");
  expect(hit?.player).toBe(`player-${shooter.welcome.seat}`);
  expect(hit?.context.traceId).toBe(parent?.context.traceId);
});

test("[R17] where no player traces, no tick is recorded", async () => {
  const { applied, ticks, tracing } = recordingTracer();
  const rig = await makeTestRig({ tracing });
  const shooter = await rig.joinPlayer();
  await rig.advance(400);
  await shoot(rig, shooter, 0);
  expect({ applied, ticks }).toEqual({ applied: [], ticks: [] });
});
