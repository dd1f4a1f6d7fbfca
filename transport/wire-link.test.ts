import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { encodeFrame, type Frame } from "./frame.ts";
import { defaultLimits } from "./link.ts";
import { streamMaxBytes } from "./max-bytes.ts";
import { RecordingListener } from "./testing/recording-listener.ts";
import type { Lane } from "./wire.ts";
import { WireLink } from "./wire-link.ts";

/** A link whose wire is a list of written lanes, with timers and a clock that the test turns. */
function linkOnPaper() {
  const written: Lane[] = [];
  const recorder = new RecordingListener();
  const link = new WireLink({
    transport: "memory",
    limits: { ...defaultLimits, heartbeatMs: 5000 },
    maxBytes: streamMaxBytes,
    wire: { write: (_frame, lane) => void written.push(lane), end: () => {} },
  });
  link.attach(recorder.attach);
  return { link, recorder, written };
}

const message: Frame = { kind: "reliable-ordered", payload: Uint8Array.of(1) };

describe("a link", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  test("[T11] a silent peer is a timeout after the heartbeat and not before", async () => {
    const { link, recorder } = linkOnPaper();
    await vi.advanceTimersByTimeAsync(4000);
    link.receive(encodeFrame(message));
    await vi.advanceTimersByTimeAsync(4900);
    expect(recorder.closings()).toEqual([]);
    await vi.advanceTimersByTimeAsync(300);
    expect(recorder.closings()).toMatchObject([{ code: "timeout", by: "network" }]);
  });

  test("[T11] a pause of the own process is not counted as silence of the peer", async () => {
    const { link, recorder } = linkOnPaper();
    // The process stops for a minute; the timer is the next thing that runs.
    vi.setSystemTime(Date.now() + 60_000);
    const nowMs = performance.now();
    vi.spyOn(performance, "now").mockImplementation(() => nowMs + 60_000);
    await vi.advanceTimersByTimeAsync(100);
    link.receive(encodeFrame(message));
    expect(recorder.closings()).toEqual([]);
    expect(recorder.payloads()).toEqual([Uint8Array.of(1)]);
    link.close("done");
  });

  test("[T16] a sequenced message that arrives after a newer one is counted as overtaken and not as received", () => {
    const { link, recorder } = linkOnPaper();
    const at = (offset: number): Uint8Array =>
      encodeFrame({ kind: "unreliable-sequenced", offset, payload: Uint8Array.of(offset) });
    for (const offset of [10, 30, 20, 40]) link.receive(at(offset));
    expect(recorder.payloads()).toEqual([10, 30, 40].map((offset) => Uint8Array.of(offset)));
    expect(link.stats()).toMatchObject({ receivedMessages: 3, overtakenMessages: 1 });
    link.close("done");
  });

  test("acknowledges on arrival, without a timer", () => {
    const { link, written } = linkOnPaper();
    const nowMs = performance.now();
    vi.spyOn(performance, "now").mockImplementation(() => nowMs + 500);
    link.receive(encodeFrame(message));
    link.receive(encodeFrame(message));
    expect(written).toEqual(["control"]);
    link.close("done");
  });

  test("an idle link sends an ack a few times in each heartbeat", async () => {
    const { link, written } = linkOnPaper();
    for (let second = 0; second < 30; second++) {
      await vi.advanceTimersByTimeAsync(1000);
      link.receive(encodeFrame({ kind: "ack", receivedTotals: [0, 0, 0, 0] }));
    }
    expect(written.length).toBeGreaterThanOrEqual(12);
    expect(written.length).toBeLessThanOrEqual(24);
    link.close("done");
  });

  test("[T10] closed is called after the attach or message that closes the link", async () => {
    const { link, recorder } = linkOnPaper();
    recorder.onMessage = () => {
      link.close("done");
      expect(recorder.closings()).toEqual([]);
    };
    link.receive(encodeFrame(message));
    link.receive(encodeFrame(message));
    await vi.advanceTimersByTimeAsync(0);
    expect(recorder.log).toEqual([
      { payload: Uint8Array.of(1), delivery: "reliable-ordered" },
      { closed: { code: "done", by: "local" } },
    ]);
  });
});
