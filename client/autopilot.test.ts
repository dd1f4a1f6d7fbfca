import { afterEach, expect, test, vi } from "vitest";
import { Autopilot } from "./autopilot.ts";
import { makeTestRig, joinRequest, wanted } from "./testing/test-rig.suite.ts";
import { makePlayer } from "./testing/player.suite.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test("[C35] an autopilot without any animation frame flies more than 2000 units and fires more than five shots in 21 s", async () => {
  const rig = makeTestRig({ fillTo: 4 });
  const player = makePlayer(rig);
  const autopilot = new Autopilot(3);
  player.sampleControls = () =>
    player.netcode
      ? autopilot.sample(player.netcode)
      : { buttons: 0, aim: 0, thrustX: 0, thrustY: 0 };
  player.session.join(joinRequest, wanted());
  await rig.advance(2000);
  const ship = () =>
    rig.server.rooms.list()[0]?.world.ships.find(({ id }) => id === player.netcode?.seat);
  let units = 0;
  for (let last = ship(), step = 0; step < 200; step++) {
    await rig.advance(104);
    const now = ship();
    units += Math.hypot((now?.x ?? 0) - (last?.x ?? 0), (now?.y ?? 0) - (last?.y ?? 0));
    last = now;
  }
  expect(units).toBeGreaterThan(2000);
  expect(player.shots.filter(({ outcome }) => outcome === "in flight").length).toBeGreaterThan(5);
});
