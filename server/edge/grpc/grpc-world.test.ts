import type { RemoteShip, Snapshot } from "#protocol";
import { expect, test } from "vitest";
import { GrpcWorld } from "./grpc-world.ts";

const ship = (seat: number, more: Partial<RemoteShip> = {}): RemoteShip => ({
  seat,
  x4: 400,
  y4: 800,
  aim8: 64,
  energy: 50,
  flying: true,
  thrusting: false,
  shielded: false,
  dashing: false,
  deadReckoningX: 0,
  deadReckoningY: 0,
  deadReckoningTicks: 0,
  ...more,
});

const snapshot = (tick: number, more: Partial<Snapshot> = {}): Snapshot => ({
  tick,
  baselineTick: tick - 1,
  tickLateTenthMs: 0,
  skippedUnacked: 0,
  skippedLinkFull: 0,
  lead: 0,
  hadCommand: true,
  round: { phase: "playing", number: 1, endsAtTick: 5400 },
  own: undefined,
  ships: [],
  spawns: [],
  events: [],
  contexts: [],
  ...more,
});

function shownBy(...snapshots: Snapshot[]) {
  const world = new GrpcWorld(30);
  return snapshots.map((each) => {
    world.update(each);
    return world.state(each, 0);
  });
}

test("[G4] the ships are those of the snapshot, in plain units", () => {
  const moving = ship(3, { deadReckoningX: 8, deadReckoningY: -4, deadReckoningTicks: 2 });
  const [state] = shownBy(snapshot(9, { ships: [moving] }));
  const at = { x: 100, y: 200, aimTurns: 0.25, energy: 50, flying: true, shielded: false };
  expect(state?.ships).toEqual([{ seat: 3, ...at, vx: 30, vy: -15 }]);
  expect(state?.you).toBeUndefined();
});

test("[G4] a ship that respawned since the snapshot before has no velocity", () => {
  const jumped = ship(3, { deadReckoningX: 4000, deadReckoningTicks: 1 });
  const at = { by: 3, counter: 0, x4: 400, y4: 800 };
  const events = [{ type: "respawned", tick: 9, ship: 3, ...at } as const];
  const [state] = shownBy(snapshot(9, { ships: [jumped], events }));
  expect(state?.ships).toMatchObject([{ vx: 0, vy: 0 }]);
});

test("[G4] a pulse is shown from the snapshot that names it until one says that it hit, or its life ends", () => {
  const pulse = { owner: 1, spawnTick: 1, x8: 8000, y8: 800, aim: 0 };
  const spawns = [
    { ...pulse, counter: 5 },
    { ...pulse, counter: 6, aim: 256 },
  ];
  const hit = { type: "hit", tick: 3, ship: 2, by: 1, counter: 5, x4: 0, y4: 0 } as const;
  const states = shownBy(
    snapshot(1, { spawns }),
    snapshot(2),
    snapshot(3, { events: [hit] }),
    snapshot(1000),
  );
  expect(states.map(({ pulses }) => pulses.length)).toEqual([2, 2, 1, 0]);
  const [first, second] = states.map(({ pulses }) => pulses[0]!);
  expect([first!.x, first!.y, first!.vy]).toEqual([1000, 100, 0]);
  expect(second!.x - first!.x).toBeCloseTo(first!.vx / 30);
});
