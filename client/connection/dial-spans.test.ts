import { noSpans, type SpanRecord, type SpanRecorder } from "#protocol";
import { expect, test } from "vitest";
import { recordDial } from "./dial-spans.ts";

const connectContext = { traceId: "a".repeat(32), spanId: "b".repeat(16), sampled: true };

function recording() {
  const spans: SpanRecord[] = [];
  const recorder: SpanRecorder = {
    ...noSpans,
    record(span) {
      spans.push(span);
      return connectContext;
    },
  };
  return { spans, recorder };
}
const phases = [
  { name: "ice", startMs: 0, endMs: 20 },
  { name: "dtls", startMs: 20, endMs: 45 },
];

test("a dial is a trace of its own whose children are its phases, and a failed one is an error", () => {
  const { spans, recorder } = recording();
  const dial = { transport: "webrtc", outcome: "timeout", phases, why: "better", from: "sse" };
  recordDial(recorder, { ...dial, startMs: 0, endMs: 60 });

  expect(spans.map(({ name, parent, error }) => [name, parent, error])).toEqual([
    ["connect", undefined, "timeout"],
    ["ice", connectContext, undefined],
    ["dtls", connectContext, undefined],
  ]);
});

test("a dial that replaces another link is recorded as a swap with both transports and the reason", () => {
  const { spans, recorder } = recording();
  const dial = { transport: "webrtc", outcome: "open", phases: [], why: "better" };
  recordDial(recorder, { ...dial, from: undefined, startMs: 0, endMs: 60 });
  expect(spans.map(({ name }) => name)).toEqual(["connect"]);
  recordDial(recorder, { ...dial, from: "websocket", startMs: 0, endMs: 60 });

  expect(spans[2]).toEqual({
    name: "swap",
    attributes: {
      "game.swap.from": "websocket",
      "game.swap.to": "webrtc",
      "game.swap.why": "better",
      "game.transport": "webrtc",
      "game.outcome": "open",
    },
    startMs: 0,
    endMs: 60,
  });
});
