import { Button } from "#simulation";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  type TestRigOptions,
  makeTestRig,
  joinRequest,
  wanted,
} from "../testing/test-rig.suite.ts";
import { seededRandom } from "../testing/simulated-network.suite.ts";
import { makePlayer } from "../testing/player.suite.ts";
import type { ControlSample } from "../input/index.ts";
import type { NetcodeSession } from "./netcode-session.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Controls that change a few times a second: thrust, aim, and those buttons that are allowed. */
function randomControls(seed: number, buttonsAllowed: number): () => ControlSample {
  const random = seededRandom(seed);
  let controls: ControlSample = { buttons: 0, aim: 0, thrustX: 0, thrustY: 0 };
  return () => {
    if (random() < 0.1) {
      controls = {
        buttons: Math.floor(random() * 64) & buttonsAllowed,
        aim: Math.floor(random() * 1024),
        thrustX: Math.floor(random() * 15) - 7,
        thrustY: Math.floor(random() * 15) - 7,
      };
    }
    return controls;
  };
}

async function flying(ms: number, options: TestRigOptions & { skewMs?: number } = {}) {
  const rig = makeTestRig(options);
  const player = makePlayer(rig, options);
  player.sampleControls = randomControls(5, 63);
  player.session.join(joinRequest, wanted());
  await rig.advance(3000);
  const before = player.corrections().length;
  await rig.advance(ms);
  return { rig, player, corrections: player.corrections().slice(before) };
}

describe("prediction against a server", () => {
  test("[C12] 30 s of random flight at 100 ms RTT take no correction", async () => {
    const { corrections } = await flying(30_000, { delayMs: 50 });
    expect(corrections.length).toBeGreaterThan(880);
    expect(corrections.filter(Boolean)).toEqual([]);
  });

  test.each([10, 60])(
    "[C12] 10 s of random flight in a room of %d Hz take no correction",
    async (tickRateHz) => {
      const { corrections } = await flying(10_000, { delayMs: 50, tickRateHz });
      expect(corrections.length).toBeGreaterThan(9 * tickRateHz);
      expect(corrections.filter(Boolean)).toEqual([]);
    },
  );

  test("[C11] with 20 ms of jitter and 2 % loss fewer than 12 snapshots of 30 s correct the ship, and no snapshot reports a late command", async () => {
    const { rig, player, corrections } = await flying(30_000, {
      delayMs: 50,
      jitterMs: 20,
      loss: 0.02,
    });
    expect(corrections.filter(Boolean).length).toBeLessThan(12);
    const leads = [];
    for (let count = 0; count < 100; count++) {
      await rig.advance(40);
      leads.push(player.netcode?.newest?.lead ?? -99);
    }
    expect(Math.min(...leads)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...leads)).toBeLessThanOrEqual(6);
  });

  test("[C11] after a join over 300 ms each way commands are 0 to 4 ticks early", async () => {
    const { rig, player } = await flying(4000, { delayMs: 300 });
    const leads = [];
    for (let count = 0; count < 60; count++) {
      await rig.advance(40);
      leads.push(player.netcode?.newest?.lead ?? -99);
    }
    expect(Math.min(...leads)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...leads)).toBeLessThanOrEqual(4);
  });

  test("[C11] a page whose clock is a minute off takes no correction in 5 s", async () => {
    const { corrections } = await flying(5000, { delayMs: 30, skewMs: -60_000 });
    expect(corrections.filter(Boolean)).toEqual([]);
  });

  test("[C12] three swaps between links of equal delay take no correction", async () => {
    const { rig, player } = await flying(1000, { delayMs: 30 });
    const before = player.corrections().length;
    for (const transport of ["socketio", "webrtc", "socketio"] as const) {
      player.session.swapTo({ transport });
      await rig.advance(1500);
      expect(player.session.transport).toBe(transport);
    }
    expect(player.corrections().slice(before).filter(Boolean)).toEqual([]);
  });
});

describe("the view tick of commands", () => {
  const viewOfNewest = (netcode: NetcodeSession | undefined): number => {
    const { prediction } = netcode ?? {};
    return prediction?.commandAt(prediction.tick)?.viewTick16 ?? 0;
  };

  test("[C35] without frames it moves on at the pace of ticks, less than 150 ms behind the server", async () => {
    const { rig, player } = await flying(1000, { delayMs: 30, fillTo: 2 });
    const views: number[] = [];
    for (let count = 0; count < 30; count++) {
      await rig.advance(104);
      views.push(viewOfNewest(player.netcode));
      const now16 = (rig.server.rooms.list()[0]?.world.tick ?? 0) * 16;
      expect(now16 - viewOfNewest(player.netcode)).toBeLessThan(150 * 0.03 * 16);
    }
    const steps = views.slice(1).map((view, index) => view - (views[index] ?? 0));
    expect(Math.min(...steps)).toBeGreaterThan(0);
    expect((views.at(-1) ?? 0) - (views[0] ?? 0)).toBeCloseTo(29 * 104 * 0.03 * 16, -2);
  });

  test("[C35] where frames are drawn it is that of the last frame", async () => {
    const { rig, player } = await flying(1000, { delayMs: 30, fillTo: 2 });
    player.frame();
    const shown = Math.floor((player.netcode?.remoteView.tick ?? 0) * 16);
    await rig.advance(64);
    expect(viewOfNewest(player.netcode)).toBe(shown);
    // No frame for so long: the page draws none.
    await rig.advance(72);
    expect(viewOfNewest(player.netcode)).toBeGreaterThan(shown + 16);
  });
});

describe("a page that stood still", () => {
  test("[C13] it predicts no tick of a pause of two seconds, and sends no command for one", async () => {
    const { rig, player } = await flying(1000, { delayMs: 30 });
    player.sampleControls = () => ({ buttons: Button.right, aim: 256, thrustX: 0, thrustY: 0 });
    await rig.advance(500);
    const tick = player.netcode?.prediction?.tick ?? 0;
    // Nothing is received and nothing updated, as on a machine that sleeps.
    for (const transport of ["webrtc", "socketio"] as const)
      rig.net.conditions(transport).stalled = true;
    rig.clock.advance(2000);
    for (const transport of ["webrtc", "socketio"] as const)
      rig.net.conditions(transport).stalled = false;
    await rig.advance(16);
    expect(player.netcode?.prediction?.tick).toBeGreaterThan(tick + 55);
    expect(player.netcode?.prediction?.commandAt(tick + 30)).toBeUndefined();
    const ship = () =>
      rig.server.rooms.list()[0]?.world.ships.find(({ id }) => id === player.netcode?.seat);
    // The aim is never 0: no empty command stands for a skipped tick.
    const aims = new Set<number | undefined>();
    for (let step = 0; step < 40; step++) {
      await rig.advance(33);
      aims.add(ship()?.aim);
    }
    expect(aims).toEqual(new Set([256]));
  });
});
