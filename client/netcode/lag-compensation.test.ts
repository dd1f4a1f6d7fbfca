/** What a player saw is what the server judges a shot by, as long as the player's own delay explains it. */
import { Button, rewindLimitMs } from "#simulation";
import { afterEach, expect, test, vi } from "vitest";
import {
  type TestRigOptions,
  makeTestRig,
  joinRequest,
  wanted,
} from "../testing/test-rig.suite.ts";
import type { NetworkPath } from "../testing/simulated-network.suite.ts";
import { makePlayer } from "../testing/player.suite.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const frameMs = 48;

/** How far behind a shot its shooter had the world before its eyes, and how far back the server looked; 1/16 ticks. */
interface Judged {
  readonly tick: number;
  readonly seen16: number;
  readonly judged16: number;
}

/** A player who fires without end, at 20 frames a second. */
async function shooting(options: TestRigOptions & Partial<NetworkPath>) {
  const bed = makeTestRig({ fillTo: 3, ...options });
  bed.net.path = { ...bed.net.path, ...options };
  const seat = makePlayer(bed);
  let turn = 0;
  seat.sampleControls = () => ({
    buttons: Button.fire,
    aim: (turn += 7) & 1023,
    thrustX: 7,
    thrustY: 0,
  });
  seat.session.join(joinRequest, wanted());
  const judged = new Map<number, Judged>();
  const look = (): void => {
    const { netcode: flight } = seat;
    for (const pulse of bed.server.rooms.list()[0]?.world.pulses ?? []) {
      if (pulse.owner !== flight?.seat || judged.has(pulse.spawnTick)) continue;
      const { spawnTick: tick, rewindSixteenths: judged16 } = pulse;
      const command = flight.prediction?.commandAt(tick);
      // No two commands aim alike. Of one that came too late the server could not know what was seen.
      if (command?.aim !== pulse.aim) continue;
      judged.set(tick, { tick, seen16: tick * 16 - command.viewTick16, judged16 });
    }
  };
  const limit16 = (rewindLimitMs / 1000) * (options.tickRateHz ?? 30) * 16;
  const expectFair = (shots: readonly Judged[]): void => {
    expect(shots.length).toBeGreaterThan(30);
    expect(shots.filter((shot) => shot.judged16 !== Math.min(shot.seen16, limit16))).toEqual([]);
  };
  const shoot = async (ms: number): Promise<Judged[]> => {
    judged.clear();
    for (let left = ms; left > 0; left -= frameMs) {
      await bed.advance(frameMs);
      seat.frame();
      look();
    }
    return [...judged.values()];
  };
  return { bed, seat, shoot, expectFair };
}

const paths: readonly [string, TestRigOptions & Partial<NetworkPath>][] = [
  ["on the same machine", { delayMs: 0 }],
  ["at 40 ms RTT", { delayMs: 20 }],
  ["at 100 ms RTT with 20 ms of jitter and 2 % loss", { delayMs: 50, jitterMs: 20, loss: 0.02 }],
  ["at 300 ms RTT", { delayMs: 150 }],
  ["with 150 ms more on the way down", { delayMs: 20, downMs: 150 }],
  ["where the world is polled every 200 ms", { delayMs: 20, pollMs: 200 }],
  ["at 10 Hz", { delayMs: 30, tickRateHz: 10 }],
  ["at 60 Hz", { delayMs: 30, tickRateHz: 60 }],
];
for (const [where, path] of paths) {
  test(`[R50] ${where} shots are judged by what was seen`, async () => {
    const { shoot, expectFair } = await shooting(path);
    await shoot(4000);
    expectFair(await shoot(20_000));
  });
}

const slow = { delayMs: 150, jitterMs: 10 };
const quick = { delayMs: 10, jitterMs: 2 };

test("[R50] on a path that clears up shots are judged by what was seen, on one that gets worse from the second second on", async () => {
  const { bed, shoot, expectFair } = await shooting(slow);
  await shoot(6000);
  bed.net.path = { ...bed.net.path, ...quick };
  expectFair(await shoot(10_000));
  bed.net.path = { ...bed.net.path, ...slow };
  // Until a snapshot has been that long on its way and come back, the server knows of the earlier delay alone.
  await shoot(1000);
  expectFair(await shoot(10_000));
});

test("[R50] after a swap to a quicker link shots are judged by what was seen, and after one to a slower link from the second second on", async () => {
  const { bed, seat, shoot, expectFair } = await shooting(slow);
  await shoot(6000);
  bed.net.path = { ...bed.net.path, ...quick };
  seat.session.swapTo({ transport: "socketio" });
  expectFair(await shoot(10_000));
  bed.net.path = { ...bed.net.path, ...slow };
  seat.session.swapTo({ transport: "webrtc" });
  await shoot(1000);
  expectFair(await shoot(10_000));
});

test("[R50] on the same machine a view of half a second ago is judged as one of at most 180 ms ago", async () => {
  const { seat, shoot } = await shooting({ delayMs: 0 });
  await shoot(4000);
  const honest = await shoot(4000);
  const { netcode: flight } = seat;
  vi.spyOn(flight?.remoteView ?? never(), "viewTick16", "get").mockImplementation(
    () => ((flight?.prediction?.tick ?? 0) + 1) * 16 - 240,
  );
  await shoot(1000);
  const shots = await shoot(10_000);
  expect(shots.length).toBeGreaterThan(20);
  expect(new Set(shots.map(({ seen16 }) => seen16))).toEqual(new Set([240]));
  const ms = (sixteenths: number): number => (sixteenths / 16) * (1000 / 30);
  expect(Math.max(...shots.map(({ judged16 }) => ms(judged16)))).toBeLessThan(180);
  expect(Math.max(...honest.map(({ judged16 }) => ms(judged16)))).toBeGreaterThan(100);
});

function never(): never {
  throw new Error("the flight has not begun");
}
