import { describe, expect, test } from "vitest";
import { type Failures, type FallbackState, nextDial } from "./fallback-policy.ts";
import type { TransportName } from "#transport";

const failed = (count: number, lastMs: number): Failures => ({ count, lastMs });

function move(part: Partial<FallbackState> & { failed?: [TransportName, Failures][] }) {
  return nextDial({
    chosen: "auto",
    current: undefined,
    dialing: undefined,
    dialable: new Set(["webrtc", "socketio", "socketio-polling", "sse"]),
    idleMs: 0,
    failures: new Map(part.failed ?? []),
    nowMs: 100_000,
    ...part,
  });
}

/** How long after its last failure that transport is dialed again. */
function pauseMs(part: Parameters<typeof move>[0], name: TransportName, count: number): number {
  for (let ms = 0; ms <= 60_000; ms += 50) {
    const found = move({ ...part, failed: [[name, failed(count, 100_000 - ms)]] });
    if (found?.transport === name) return ms;
  }
  return Infinity;
}

describe("auto", () => {
  test("[C1] it starts on Socket.IO and climbs to WebRTC as soon as that flies", () => {
    expect(move({})).toEqual({ transport: "socketio", why: "join", timeoutMs: 1200 });
    expect(move({ current: "socketio" })).toEqual({ transport: "webrtc", why: "climb" });
    expect(move({ current: "webrtc" })).toBeUndefined();
  });

  test("[C1] one dial at a time, whatever happens", () => {
    for (const current of [undefined, "socketio", "webrtc"] as const)
      expect(move({ current, dialing: "webrtc", idleMs: 5000 })).toBeUndefined();
  });

  test("[C4] climbing rests 5, 10, 20, then 30 s after failures in a row", () => {
    const pauses = [0, 1, 2, 3, 4, 9].map((count) =>
      pauseMs({ current: "socketio" }, "webrtc", count),
    );
    expect(pauses).toEqual([0, 5000, 10_000, 20_000, 30_000, 30_000]);
  });

  test("[C4] nobody climbs off a link that is silent itself", () => {
    expect(move({ current: "socketio", idleMs: 999 })?.why).toBe("climb");
    expect(move({ current: "socketio", idleMs: 1000 })).toBeUndefined();
  });

  test("[C4] WebRTC silent for more than a second falls to Socket.IO; Socket.IO for more than three is dialed anew", () => {
    expect(move({ current: "webrtc", idleMs: 1000 })).toBeUndefined();
    expect(move({ current: "webrtc", idleMs: 1001 })).toEqual({
      transport: "socketio",
      why: "silent",
    });
    expect(move({ current: "socketio", idleMs: 3000 })).toBeUndefined();
    expect(move({ current: "socketio", idleMs: 3001 })).toEqual({
      transport: "socketio",
      why: "silent",
    });
  });

  test("[C6] where a WebSocket's upgrade is blocked, plain HTTP is tried next, and soon", () => {
    expect(move({ failed: [["socketio", failed(1, 0)]] })).toEqual({
      transport: "socketio-polling",
      why: "lost",
      timeoutMs: 1200,
    });
    expect(move({ current: "webrtc", idleMs: 1001, failed: [["socketio", failed(1, 0)]] })).toEqual(
      {
        transport: "socketio-polling",
        why: "silent",
      },
    );
    expect(move({ current: "socketio-polling" })?.why).toBe("climb");
  });

  test("[C6] with no link what failed least is dialed, after 250 ms to 4 s", () => {
    expect(move({ failed: [["webrtc", failed(1, 100_000)]] })).toEqual({
      transport: "socketio",
      why: "lost",
      timeoutMs: 1200,
    });
    expect(
      move({
        failed: [
          ["webrtc", failed(1, 0)],
          ["socketio", failed(2, 0)],
          ["socketio-polling", failed(3, 0)],
        ],
      }),
    ).toEqual({ transport: "webrtc", why: "lost" });
    const both = (count: number, ms: number) => {
      const at = failed(count, 100_000 - ms);
      return move({
        failed: [
          ["webrtc", at],
          ["socketio", at],
          ["socketio-polling", at],
        ],
      });
    };
    const pauses = [1, 2, 3, 4, 5, 9].map((count) => {
      let ms = 0;
      while (!both(count, ms)) ms += 50;
      return ms;
    });
    expect(pauses).toEqual([250, 500, 1000, 2000, 4000, 4000]);
  });
});

describe("the player's choice", () => {
  test("[C5] it is joined on, swapped to, and never climbed away from", () => {
    expect(move({ chosen: "webrtc" })).toEqual({ transport: "webrtc", why: "join" });
    expect(move({ chosen: "socketio", current: "webrtc" })).toEqual({
      transport: "socketio",
      why: "chosen",
    });
    expect(move({ chosen: "socketio", current: "socketio" })).toBeUndefined();
  });

  test("[C5] it gets three seconds of silence, where auto would leave after one", () => {
    const chosen = "webrtc";
    expect(move({ chosen, current: "webrtc", idleMs: 3000 })).toBeUndefined();
    expect(move({ chosen, current: "webrtc", idleMs: 3001 })).toEqual({
      transport: "socketio",
      why: "silent",
    });
  });

  test("[C5] after two failures whatever opens will do, and the choice is tried again later", () => {
    const blocked = (count: number): [TransportName, Failures][] => [["webrtc", failed(count, 0)]];
    expect(move({ chosen: "webrtc", failed: blocked(1) })?.transport).toBe("webrtc");
    expect(move({ chosen: "webrtc", failed: blocked(2) })?.transport).toBe("socketio");
    expect(move({ chosen: "sse", current: "sse", idleMs: 3001 })?.transport).toBe("sse");
    expect(move({ chosen: "webrtc", current: "socketio", failed: blocked(2) })).toEqual({
      transport: "webrtc",
      why: "chosen",
    });
    expect(pauseMs({ chosen: "webrtc", current: "socketio" }, "webrtc", 2)).toBe(10_000);
  });
});
