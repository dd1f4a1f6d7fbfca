import { afterEach, expect, test, vi } from "vitest";
import { Autopilot } from "./autopilot.ts";
import { makeTestRig, joinRequest, wanted } from "./testing/test-rig.suite.ts";
import { makePlayer } from "./testing/player.suite.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test("[C35] an autopilot that gets no animation frame at all flies among the others and shoots at them", async () => {
  const bed = makeTestRig({ fillTo: 4 });
  const seat = makePlayer(bed);
  const autopilot = new Autopilot(3);
  seat.sampleControls = () =>
    seat.netcode ? autopilot.sample(seat.netcode) : { buttons: 0, aim: 0, thrustX: 0, thrustY: 0 };
  seat.session.join(joinRequest, wanted());
  await bed.advance(2000);
  const ship = () =>
    bed.server.rooms.list()[0]?.world.ships.find(({ id }) => id === seat.netcode?.seat);
  let units = 0;
  for (let last = ship(), step = 0; step < 200; step++) {
    await bed.advance(104);
    const now = ship();
    units += Math.hypot((now?.x ?? 0) - (last?.x ?? 0), (now?.y ?? 0) - (last?.y ?? 0));
    last = now;
  }
  expect(units).toBeGreaterThan(2000);
  expect(seat.shots.filter(({ outcome }) => outcome === "in flight").length).toBeGreaterThan(5);
});
