import { expect, test } from "vitest";
import { shot } from "./fixtures/shot-trace.ts";
import { crowd } from "./fixtures/tick-traces.ts";
import { otlpFrom } from "./fixtures/otlp.ts";
import { traceFrom } from "./otlp.ts";
import { participantsOf } from "./participants.ts";

test("browsers have letters in order of their first span, a single server has none", () => {
  const labels = (sketches: ReturnType<typeof shot>): string[] =>
    [...participantsOf(traceFrom(otlpFrom(sketches, 1000)).spans).values()].map(
      ({ label, letter }) => `${label} ${letter}`,
    );
  expect(labels(shot("s", "webrtc", 2, "t"))).toEqual([
    "browser A A",
    "server S",
    "browser B B",
    "browser C C",
  ]);
  expect(labels(crowd("c"))).toHaveLength(5);
});
