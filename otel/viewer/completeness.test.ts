import { expect, test } from "vitest";
import { completenessOf, giveUpAfterMs, shouldRefetch } from "./completeness.ts";
import { otlpFrom } from "./fixtures/otlp.ts";
import { shot } from "./fixtures/shot-trace.ts";
import { traceFrom } from "./otlp.ts";
import { treeOf, type TraceTree } from "./tree.ts";

const without = (...late: string[]): TraceTree =>
  treeOf(
    traceFrom(
      otlpFrom(
        shot("s", "webrtc", 2, "t").filter(({ id }) => !late.includes(id)),
        1000,
      ),
    ).spans,
  );
const early = { watchedMs: 1500, unchanged: 9 };

test("a trace is polled until its root and every parent have arrived", () => {
  const states = [undefined, without("shot", "send"), without("apply"), without()].map((tree) =>
    completenessOf(tree, early),
  );
  expect(states).toEqual(["unseen", "root-missing", "parents-missing", "complete"]);
});

test("a whole trace is polled until three answers have no new span", () => {
  const states = [0, 1, 2, 3].map((unchanged) =>
    completenessOf(without(), { watchedMs: 1500, unchanged }),
  );
  expect(states).toEqual(["settling", "settling", "settling", "complete"]);
});

test("polling ends for a trace that does not become whole in time", () => {
  const late = { watchedMs: giveUpAfterMs, unchanged: 0 };
  const states = [undefined, without("shot"), without("apply"), without()].map((tree) =>
    completenessOf(tree, late),
  );
  expect(states).toEqual(["given-up", "given-up", "given-up", "complete"]);
  expect(states.map(shouldRefetch)).toEqual([false, false, false, false]);
});
