import { afterEach, expect, test, vi } from "vitest";
import { Autopilot } from "./autopilot.ts";
import { makeBed, wish } from "./testing/bed.suite.ts";
import { pilot } from "./testing/pilot.suite.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test("[C35] an autopilot that gets no animation frame at all flies among the others and shoots at them", async () => {
  const bed = makeBed({ fillTo: 4 });
  const seat = pilot(bed);
  const autopilot = new Autopilot(3);
  seat.hands = () =>
    seat.flight ? autopilot.hands(seat.flight) : { buttons: 0, aim: 0, thrustX: 0, thrustY: 0 };
  seat.session.join(wish, "auto");
  await bed.turn(2000);
  const ship = () =>
    bed.server.rooms.list()[0]?.world.ships.find(({ id }) => id === seat.flight?.seat);
  let units = 0;
  for (let last = ship(), step = 0; step < 200; step++) {
    await bed.turn(104);
    const now = ship();
    units += Math.hypot((now?.x ?? 0) - (last?.x ?? 0), (now?.y ?? 0) - (last?.y ?? 0));
    last = now;
  }
  expect(units).toBeGreaterThan(2000);
  expect(seat.shots.filter(({ outcome }) => outcome === "in flight").length).toBeGreaterThan(5);
});
