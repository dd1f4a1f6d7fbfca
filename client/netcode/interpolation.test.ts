import type { RemoteShip, Snapshot } from "#protocol";
import { botCommand, newBot, addShip, newWorld, step, type Command, type World } from "#simulation";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../testing/simulated-network.suite.ts";
import { Interpolation } from "./interpolation.ts";

const stepMs = 1000 / 30;

const shipAt = (x: number, y = 400, more: Partial<RemoteShip> = {}): RemoteShip => ({
  seat: 1,
  x4: Math.round(x * 4),
  y4: Math.round(y * 4),
  aim8: 0,
  energy: 100,
  flying: true,
  thrusting: false,
  shielded: false,
  dashing: false,
  deadReckoningX: 0,
  deadReckoningY: 0,
  deadReckoningTicks: 0,
  ...more,
});

const snapshotOf = (tick: number, ...ships: RemoteShip[]): Snapshot => ({
  tick,
  baselineTick: 0,
  tickLateTenthMs: 0,
  skippedUnacked: 0,
  skippedLinkFull: 0,
  lead: 2,
  hadCommand: true,
  round: { phase: "playing", number: 1, endsAtTick: 5400 },
  own: undefined,
  ships,
  spawns: [],
  events: [],
  contexts: [],
});

/** The snapshots of seven bots in a fight, one a tick. */
function fight(ticks: number): Snapshot[] {
  let world: World = newWorld({ seed: 21, tickRateHz: 30 });
  for (let seat = 0; seat < 7; seat++) world = addShip(world, seat);
  const memories = new Map(world.ships.map(({ id }) => [id, newBot(id * 77)]));
  return Array.from({ length: ticks }, () => {
    const commands = new Map<number, Command>();
    for (const [seat, memory] of memories) {
      const [command, next] = botCommand(world, seat, memory);
      memories.set(seat, next);
      commands.set(seat, command);
    }
    world = step(world, commands);
    const ships = world.ships.map((ship) =>
      shipAt(ship.x, ship.y, { seat: ship.id, flying: ship.respawnTicks === 0 }),
    );
    return snapshotOf(world.tick, ...ships);
  });
}

interface Arrival {
  readonly snapshot: Snapshot;
  readonly atMs: number;
}

/** The snapshots that arrive over a path with this delay, jitter and loss; one that was overtaken does not arrive. */
function arrivals(
  truth: readonly Snapshot[],
  { delayMs = 50, jitterMs = 0, loss = 0, seed = 1 } = {},
): Arrival[] {
  const random = seededRandom(seed);
  const sent = truth
    .filter(() => random() >= loss)
    .map((snapshot) => ({
      snapshot,
      atMs: snapshot.tick * stepMs + delayMs + (random() * 2 - 1) * jitterMs,
    }))
    .toSorted((a, b) => a.atMs - b.atMs);
  let newest = 0;
  return sent.filter(({ snapshot }) => snapshot.tick > newest && (newest = snapshot.tick) > 0);
}

/** Draws 60 frames a second while snapshots arrive; `draw` is called for each frame after the first second. */
function drawn(
  arriving: readonly Arrival[],
  untilMs: number,
  draw: (interpolation: Interpolation, tick: number, nowMs: number) => void,
) {
  const interpolation = new Interpolation(30);
  const waiting = [...arriving];
  for (let nowMs = 0; nowMs < untilMs; nowMs += 1000 / 60) {
    while ((waiting[0]?.atMs ?? Infinity) <= nowMs) {
      const next = waiting.shift();
      if (next) interpolation.addSnapshot(next.snapshot, next.atMs - next.snapshot.tick * stepMs);
    }
    if (!interpolation.newest) continue;
    const tick = interpolation.update(nowMs) / stepMs;
    if (nowMs > 1000) draw(interpolation, tick, nowMs);
  }
  return interpolation;
}

test("[C16] over 100 ms RTT with 20 ms of jitter and 2 % loss no frame moves a ship further than 1.6 times its flight and a unit", () => {
  const truth = fight(900);
  const fastest = new Map<number, number>();
  // How far a ship flies in a sixtieth of a second, at each tick; returns after a burst are left out.
  truth.forEach((snapshot, at) => {
    for (const ship of snapshot.ships) {
      const before = truth[at - 1]?.ships.find(({ seat }) => seat === ship.seat);
      if (!before || before.flying !== ship.flying) continue;
      const units = Math.hypot(ship.x4 - before.x4, ship.y4 - before.y4) / 4;
      fastest.set(ship.seat * 10_000 + snapshot.tick, units / 2);
    }
  });
  const mostAround = (seat: number, tick: number): number => {
    let most = 0;
    for (let near = Math.floor(tick) - 5; near <= tick + 3; near++)
      most = Math.max(most, fastest.get(seat * 10_000 + near) ?? 0);
    return most;
  };
  const jumps: string[] = [];
  let frames = 0;
  const last = new Map<number, { x: number; y: number; flying: boolean }>();
  const arriving = arrivals(truth, { delayMs: 50, jitterMs: 20, loss: 0.02 });
  drawn(arriving, 29_000, (interpolation, tick) => {
    for (const ship of interpolation.shipsAt(tick)) {
      const before = last.get(ship.seat);
      last.set(ship.seat, ship);
      if (!before || !before.flying || !ship.flying) continue;
      frames += 1;
      const moved = Math.hypot(ship.x - before.x, ship.y - before.y);
      const allowed = mostAround(ship.seat, tick) * 1.6 + 1;
      if (moved > allowed)
        jumps.push(
          `seat ${ship.seat} at ${tick.toFixed(1)}: ${moved.toFixed(1)} of ${allowed.toFixed(1)}`,
        );
    }
  });
  expect(frames).toBeGreaterThan(8000);
  expect(jumps).toEqual([]);
});

describe("the delay", () => {
  const line = (ticks: number) =>
    Array.from({ length: ticks }, (_, at) => snapshotOf(at + 1, shipAt(100 + at * 5)));

  test("[C17] it is the snapshots' lateness, the wait for the next one and at most 10 ms; jitter lengthens it, and its end shortens it again", () => {
    const calm = drawn(arrivals(line(300)), 9000, () => {}).delayMs;
    expect(calm).toBeGreaterThan(50 + stepMs);
    expect(calm).toBeLessThan(50 + stepMs + 10);
    const rough = drawn(arrivals(line(300), { jitterMs: 40 }), 9000, () => {}).delayMs;
    expect(rough).toBeGreaterThan(calm + 25);
    expect(rough).toBeLessThan(calm + 60);
    const both = [
      ...arrivals(line(150), { jitterMs: 40 }),
      ...arrivals(line(600)).filter(({ snapshot }) => snapshot.tick > 152),
    ];
    expect(drawn(both, 19_000, () => {}).delayMs).toBeLessThan(calm + 5);
  });

  test("[C17] with a snapshot every six ticks it is longer by these gaps", () => {
    const polled = line(600).filter(({ tick }) => tick % 6 === 0);
    const { delayMs } = drawn(arrivals(polled), 19_000, () => {});
    expect(delayMs).toBeGreaterThan(50 + 6 * stepMs);
    expect(delayMs).toBeLessThan(50 + 6 * stepMs + 10);
  });

  test("[C17] while it changes, drawn time runs at most a tenth faster or slower", () => {
    const both = [
      ...arrivals(line(150)),
      ...arrivals(line(400), { jitterMs: 60 }).filter(({ snapshot }) => snapshot.tick > 150),
    ];
    let before: number | undefined;
    const rates: number[] = [];
    drawn(both, 12_000, (_interpolation, tick) => {
      if (before !== undefined) rates.push(((tick - before) * stepMs) / (1000 / 60));
      before = tick;
    });
    expect(Math.min(...rates)).toBeGreaterThanOrEqual(0.9 - 1e-9);
    expect(Math.max(...rates)).toBeLessThanOrEqual(1.1 + 1e-9);
    expect(Math.min(...rates)).toBeLessThan(0.95);
  });

  test("[C17] after a minute without frames it is below 150 ms at once, and drawn time runs at most a tenth faster or slower", () => {
    const interpolation = new Interpolation(30);
    const draw = (fromMs: number, toMs: number, framesShown: boolean) => {
      const rates: number[] = [];
      let before: number | undefined;
      for (let nowMs = fromMs; nowMs < toMs; nowMs += 1000 / 60) {
        const tick = Math.floor((nowMs - 50) / stepMs);
        if (tick > (interpolation.newest?.tick ?? 0))
          interpolation.addSnapshot(snapshotOf(tick, shipAt(tick)), 50);
        if (!framesShown) continue;
        const drawnMs = interpolation.update(nowMs);
        if (before !== undefined) rates.push((drawnMs - before) / (1000 / 60));
        before = drawnMs;
        expect(nowMs - drawnMs).toBeLessThan(150);
      }
      return rates;
    };
    draw(100, 3000, true);
    draw(3000, 63_000, false);
    const rates = draw(63_000, 65_000, true);
    expect(Math.min(...rates)).toBeGreaterThanOrEqual(0.9 - 1e-9);
    expect(Math.max(...rates)).toBeLessThanOrEqual(1.1 + 1e-9);
  });
});

describe("positions", () => {
  const held = (...snapshots: Snapshot[]): Interpolation => {
    const interpolation = new Interpolation(30);
    for (const snapshot of snapshots) interpolation.addSnapshot(snapshot, 50);
    return interpolation;
  };
  const xAt = (interpolation: Interpolation, tick: number) => interpolation.shipsAt(tick)[0]?.x;

  test("[C16] between two snapshots a ship is on the line between its two places, also where a snapshot is missing", () => {
    const interpolation = held(
      snapshotOf(10, shipAt(100)),
      snapshotOf(11, shipAt(110)),
      snapshotOf(13, shipAt(150)),
    );
    expect([10, 10.5, 11, 12, 13].map((tick) => xAt(interpolation, tick))).toEqual([
      100, 105, 110, 130, 150,
    ]);
  });

  test("[C16] beyond the newest snapshot a ship flies on for 150 ms and then stands", () => {
    const interpolation = held(snapshotOf(10, shipAt(100)), snapshotOf(11, shipAt(110)));
    expect([12, 15, 15.5, 16, 40].map((tick) => xAt(interpolation, tick))).toEqual([
      120, 150, 155, 155, 155,
    ]);
  });

  test("[C16] a ship that burst, returned or moved further than any ship flies stays where it was until the later snapshot", () => {
    const burst = held(
      snapshotOf(10, shipAt(100)),
      snapshotOf(12, shipAt(100, 400, { flying: false })),
      snapshotOf(13, shipAt(900)),
    );
    expect([11.9, 12.9, 13].map((tick) => xAt(burst, tick))).toEqual([100, 100, 900]);
    expect(burst.shipsAt(12.9)[0]?.flying).toBe(false);
    const leapt = held(snapshotOf(10, shipAt(100)), snapshotOf(11, shipAt(321)));
    expect([10.9, 11, 11.5].map((tick) => xAt(leapt, tick))).toEqual([100, 321, 321]);
  });

  test("[C16] a nose turns the short way round", () => {
    const interpolation = held(
      snapshotOf(10, shipAt(1, 1, { aim8: 250 })),
      snapshotOf(11, shipAt(1, 1, { aim8: 10 })),
    );
    expect(interpolation.shipsAt(10.5)[0]?.aimTurns).toBe(258 / 256);
  });

  test("[C16] who has just come is there, who has left is not", () => {
    const other = shipAt(500, 500, { seat: 2 });
    const interpolation = held(
      snapshotOf(10, shipAt(1)),
      snapshotOf(11, shipAt(2), other),
      snapshotOf(12, other),
    );
    expect(interpolation.shipsAt(10.5).map(({ seat }) => seat)).toEqual([1, 2]);
    expect(interpolation.shipsAt(11.5).map(({ seat }) => seat)).toEqual([2]);
  });

  test("[C16] a snapshot that comes late takes its place in the past", () => {
    const interpolation = held(
      snapshotOf(10, shipAt(100)),
      snapshotOf(12, shipAt(160)),
      snapshotOf(11, shipAt(110)),
    );
    expect(interpolation.newest?.tick).toBe(12);
    expect([10.5, 11.5].map((tick) => xAt(interpolation, tick))).toEqual([105, 135]);
  });
});
