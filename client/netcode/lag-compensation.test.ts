/** The server judges a shot by what its player saw, as far as the player's own delay explains that. */
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

/** How far before a shot's tick was the moment on its player's screen, and how far the server rewound; 1/16 ticks. */
interface Judged {
  readonly tick: number;
  readonly seen16: number;
  readonly judged16: number;
}

/** A player who fires all the time, at about 20 frames a second. */
async function shooting(options: TestRigOptions & Partial<NetworkPath>) {
  const rig = makeTestRig({ fillTo: 3, ...options });
  rig.net.path = { ...rig.net.path, ...options };
  const player = makePlayer(rig);
  let turn = 0;
  player.sampleControls = () => ({
    buttons: Button.fire,
    aim: (turn += 7) & 1023,
    thrustX: 7,
    thrustY: 0,
  });
  player.session.join(joinRequest, wanted());
  const judged = new Map<number, Judged>();
  const look = (): void => {
    const { netcode } = player;
    for (const pulse of rig.server.rooms.list()[0]?.world.pulses ?? []) {
      if (pulse.owner !== netcode?.seat || judged.has(pulse.spawnTick)) continue;
      const { spawnTick: tick, rewindSixteenths: judged16 } = pulse;
      const command = netcode.prediction?.commandAt(tick);
      // The aim differs from command to command. Of a command that came too late the server does not know the view.
      if (command?.aim !== pulse.aim) continue;
      judged.set(tick, { tick, seen16: tick * 16 - command.viewTick16, judged16 });
    }
  };
  const limit16 = (rewindLimitMs / 1000) * (options.tickRateHz ?? 30) * 16;
  const expectJudgedAsSeen = (shots: readonly Judged[]): void => {
    expect(shots.length).toBeGreaterThan(30);
    expect(shots.filter((shot) => shot.judged16 !== Math.min(shot.seen16, limit16))).toEqual([]);
  };
  const shoot = async (ms: number): Promise<Judged[]> => {
    judged.clear();
    for (let left = ms; left > 0; left -= frameMs) {
      await rig.advance(frameMs);
      player.frame();
      look();
    }
    return [...judged.values()];
  };
  return { rig, player, shoot, expectJudgedAsSeen };
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
    const { shoot, expectJudgedAsSeen } = await shooting(path);
    await shoot(4000);
    expectJudgedAsSeen(await shoot(20_000));
  });
}

const slow = { delayMs: 150, jitterMs: 10 };
const quick = { delayMs: 10, jitterMs: 2 };

test("[R50] on a path that clears up shots are judged by what was seen, and on one that gets worse from the second second on", async () => {
  const { rig, shoot, expectJudgedAsSeen } = await shooting(slow);
  await shoot(6000);
  rig.net.path = { ...rig.net.path, ...quick };
  expectJudgedAsSeen(await shoot(10_000));
  rig.net.path = { ...rig.net.path, ...slow };
  // Until a snapshot has taken the longer way and was acknowledged, the server knows the earlier delay only.
  await shoot(1000);
  expectJudgedAsSeen(await shoot(10_000));
});

test("[R50] after a swap to a link with less delay shots are judged by what was seen, and after one to a link with more delay from the second second on", async () => {
  const { rig, player, shoot, expectJudgedAsSeen } = await shooting(slow);
  await shoot(6000);
  rig.net.path = { ...rig.net.path, ...quick };
  player.session.swapTo({ transport: "socketio" });
  expectJudgedAsSeen(await shoot(10_000));
  rig.net.path = { ...rig.net.path, ...slow };
  player.session.swapTo({ transport: "webrtc" });
  await shoot(1000);
  expectJudgedAsSeen(await shoot(10_000));
});

test("[R50] on the same machine a view of half a second ago is judged as one of at most 180 ms ago", async () => {
  const { player, shoot } = await shooting({ delayMs: 0 });
  await shoot(4000);
  const honest = await shoot(4000);
  const { netcode } = player;
  vi.spyOn(netcode?.remoteView ?? never(), "viewTick16", "get").mockImplementation(
    () => ((netcode?.prediction?.tick ?? 0) + 1) * 16 - 240,
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
  throw new Error("the session has not begun");
}
