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

/** Hands that change their mind a few times a second: thrust, aim, dashes, and fire where that is allowed. */
function restless(seed: number, buttonsAllowed: number): () => ControlSample {
  const chance = seededRandom(seed);
  let hands: ControlSample = { buttons: 0, aim: 0, thrustX: 0, thrustY: 0 };
  return () => {
    if (chance() < 0.1) {
      hands = {
        buttons: Math.floor(chance() * 64) & buttonsAllowed,
        aim: Math.floor(chance() * 1024),
        thrustX: Math.floor(chance() * 15) - 7,
        thrustY: Math.floor(chance() * 15) - 7,
      };
    }
    return hands;
  };
}

async function flown(ms: number, options: TestRigOptions & { skewMs?: number } = {}) {
  const bed = makeTestRig(options);
  const seat = makePlayer(bed, options);
  seat.sampleControls = restless(5, 63);
  seat.session.join(joinRequest, wanted());
  await bed.advance(3000);
  const before = seat.corrections().length;
  await bed.advance(ms);
  return { bed, seat, corrections: seat.corrections().slice(before) };
}

describe("prediction against a server", () => {
  test("[C12] 30 s of random flight at 100 ms RTT take not one correction", async () => {
    const { corrections } = await flown(30_000, { delayMs: 50 });
    expect(corrections.length).toBeGreaterThan(880);
    expect(corrections.filter(Boolean)).toEqual([]);
  });

  test.each([10, 60])("[C12] nor do they in a room of %d Hz", async (tickRateHz) => {
    const { corrections } = await flown(10_000, { delayMs: 50, tickRateHz });
    expect(corrections.length).toBeGreaterThan(9 * tickRateHz);
    expect(corrections.filter(Boolean)).toEqual([]);
  });

  test("[C11] on an uneven, lossy path commands come in time: the ship is hardly ever corrected", async () => {
    const { bed, seat, corrections } = await flown(30_000, {
      delayMs: 50,
      jitterMs: 20,
      loss: 0.02,
    });
    expect(corrections.filter(Boolean).length).toBeLessThan(12);
    const leads = [];
    for (let count = 0; count < 100; count++) {
      await bed.advance(40);
      leads.push(seat.netcode?.newest?.lead ?? -99);
    }
    expect(Math.min(...leads)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...leads)).toBeLessThanOrEqual(6);
  });

  test("[C11] joining over 300 ms each way commands are early by a tick or three, not by what nobody had heard yet", async () => {
    const { bed, seat } = await flown(4000, { delayMs: 300 });
    const leads = [];
    for (let count = 0; count < 60; count++) {
      await bed.advance(40);
      leads.push(seat.netcode?.newest?.lead ?? -99);
    }
    expect(Math.min(...leads)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...leads)).toBeLessThanOrEqual(4);
  });

  test("[C11] a page whose clock is a minute off flies no worse", async () => {
    const { corrections } = await flown(5000, { delayMs: 30, skewMs: -60_000 });
    expect(corrections.filter(Boolean)).toEqual([]);
  });

  test("[C12] a swap in mid-flight costs no correction on an equal path", async () => {
    const { bed, seat } = await flown(1000, { delayMs: 30 });
    const before = seat.corrections().length;
    for (const transport of ["socketio", "webrtc", "socketio"] as const) {
      seat.session.swapTo({ transport });
      await bed.advance(1500);
      expect(seat.session.transport).toBe(transport);
    }
    expect(seat.corrections().slice(before).filter(Boolean)).toEqual([]);
  });
});

describe("the moment that commands name", () => {
  const viewOfNewest = (flight: NetcodeSession | undefined): number => {
    const { prediction } = flight ?? {};
    return prediction?.commandAt(prediction.tick)?.viewTick16 ?? 0;
  };

  test("[C35] without frames it goes on, a tick a tick and less than 150 ms behind the server", async () => {
    const { bed, seat } = await flown(1000, { delayMs: 30, fillTo: 2 });
    const views: number[] = [];
    for (let count = 0; count < 30; count++) {
      await bed.advance(104);
      views.push(viewOfNewest(seat.netcode));
      const now16 = (bed.server.rooms.list()[0]?.world.tick ?? 0) * 16;
      expect(now16 - viewOfNewest(seat.netcode)).toBeLessThan(150 * 0.03 * 16);
    }
    const steps = views.slice(1).map((view, index) => view - (views[index] ?? 0));
    expect(Math.min(...steps)).toBeGreaterThan(0);
    expect((views.at(-1) ?? 0) - (views[0] ?? 0)).toBeCloseTo(29 * 104 * 0.03 * 16, -2);
  });

  test("[C35] where frames are drawn it is that of the last one", async () => {
    const { bed, seat } = await flown(1000, { delayMs: 30, fillTo: 2 });
    seat.frame();
    const shown = Math.floor((seat.netcode?.remoteView.tick ?? 0) * 16);
    await bed.advance(64);
    expect(viewOfNewest(seat.netcode)).toBe(shown);
    // Nobody looks at a frame that is so old.
    await bed.advance(72);
    expect(viewOfNewest(seat.netcode)).toBeGreaterThan(shown + 16);
  });
});

describe("the tab sleeps", () => {
  test("[C13] after a pause no tick of it is lived, and no command for it is made up", async () => {
    const { bed, seat } = await flown(1000, { delayMs: 30 });
    seat.sampleControls = () => ({ buttons: Button.right, aim: 256, thrustX: 0, thrustY: 0 });
    await bed.advance(500);
    const tick = seat.netcode?.prediction?.tick ?? 0;
    // Nothing is heard and nothing lived, as in a machine that sleeps.
    for (const transport of ["webrtc", "socketio"] as const)
      bed.net.conditions(transport).stalled = true;
    bed.clock.advance(2000);
    for (const transport of ["webrtc", "socketio"] as const)
      bed.net.conditions(transport).stalled = false;
    await bed.advance(16);
    expect(seat.netcode?.prediction?.tick).toBeGreaterThan(tick + 55);
    expect(seat.netcode?.prediction?.commandAt(tick + 30)).toBeUndefined();
    const ship = () =>
      bed.server.rooms.list()[0]?.world.ships.find(({ id }) => id === seat.netcode?.seat);
    // The nose never leaves the hand's direction: commands of 0 were not invented for what was slept through.
    const aims = new Set<number | undefined>();
    for (let step = 0; step < 40; step++) {
      await bed.advance(33);
      aims.add(ship()?.aim);
    }
    expect(aims).toEqual(new Set([256]));
  });
});
