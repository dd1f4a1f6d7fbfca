/** A full room in a made-up fight, for measuring: sixteen ships that thrust, turn and shoot without pause at 30 Hz. */
import type { PulseSpawn, RemoteShip, Snapshot, WireEvent } from "../index.ts";

interface SimulatedShip {
  x: number;
  y: number;
  vx: number;
  vy: number;
  aim: number;
  spin: number;
  thrustX: number;
  thrustY: number;
  untilTick: number;
  energy: number;
  shots: number;
}

const tickRateHz = 30;
const topSpeed = 430;
/** A ship shoots every fifth tick: 180 ms. */
const fireTicks = 5;
/** One ship in 16 is hit about every 8 s. */
const hitsPerTick = 1 / 240;

/** Knuth's MMIX constants would want 64 bits; these are Numerical Recipes', enough for a flight. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

export interface RoomTick {
  readonly tick: number;
  /** The room as seat 0 is shown it now, before the next tick is taken, with what happened after tick `since`. */
  snapshotSince(since: number): Snapshot;
}

/** One tick after another, for ever. */
export function* fullRoom(seed: number): Generator<RoomTick> {
  const random = randomFrom(seed);
  const ships: SimulatedShip[] = Array.from({ length: 16 }, () => ({
    x: 200 + random() * 2000,
    y: 200 + random() * 1200,
    vx: 0,
    vy: 0,
    aim: Math.floor(random() * 1024),
    spin: 0,
    thrustX: 0,
    thrustY: 0,
    untilTick: 0,
    energy: 1600,
    shots: 0,
  }));
  const spawns: PulseSpawn[] = [];
  const events: WireEvent[] = [];
  for (let tick = 1; ; tick++) {
    for (const [seat, ship] of ships.entries()) {
      steer(ship, tick, random);
      fly(ship);
      if ((tick + seat) % fireTicks === 0) spawns.push(spawnOf(ship, seat, tick));
      ship.energy = Math.min(1600, ship.energy + 3);
      if (random() > hitsPerTick * 2) continue;
      ship.energy -= 256 * (ship.energy > 300 ? 1 : 0);
      const [x4, y4] = [Math.round(ship.x * 4), Math.round(ship.y * 4)];
      events.push({ type: "hit", tick, ship: seat, by: (seat + 1) % 16, counter: 9, x4, y4 });
    }
    yield {
      tick,
      snapshotSince: (since) =>
        snapshotOf(tick, ships, {
          spawns: spawns.filter((spawn) => spawn.spawnTick > since),
          events: events.filter((event) => event.tick > since),
        }),
    };
  }
}

/** Hands change their mind two or three times a second and follow a target with the mouse all the time. */
function steer(ship: SimulatedShip, tick: number, draw: () => number): void {
  if (tick >= ship.untilTick) {
    ship.untilTick = tick + 5 + Math.floor(draw() * 20);
    ship.thrustX = Math.floor(draw() * 3) - 1;
    ship.thrustY = Math.floor(draw() * 3) - 1;
    ship.spin = (draw() - 0.5) * 40;
  }
  ship.aim = Math.round(ship.aim + ship.spin + (draw() - 0.5) * 6 + 1024) & 1023;
}

function fly(ship: SimulatedShip): void {
  const kept = Math.exp(-900 / topSpeed / tickRateHz);
  ship.vx = Math.round((ship.vx * kept + ship.thrustX * topSpeed * (1 - kept)) * 4) / 4;
  ship.vy = Math.round((ship.vy * kept + ship.thrustY * topSpeed * (1 - kept)) * 4) / 4;
  [ship.x, ship.vx] = bounced(ship.x + ship.vx / tickRateHz, ship.vx, 2400);
  [ship.y, ship.vy] = bounced(ship.y + ship.vy / tickRateHz, ship.vy, 1600);
}

function bounced(at: number, speed: number, size: number): [number, number] {
  const inside = Math.min(Math.max(at, 16), size - 16);
  return [Math.round(inside * 8) / 8, inside === at ? speed : Math.round(speed * -1.6) / 4];
}

function spawnOf(ship: SimulatedShip, owner: number, spawnTick: number): PulseSpawn {
  ship.shots = (ship.shots + 1) & 4095;
  const turn = (ship.aim * Math.PI) / 512;
  const x8 = Math.round((ship.x + Math.cos(turn) * 18) * 8);
  const y8 = Math.round((ship.y + Math.sin(turn) * 18) * 8);
  return { owner, counter: ship.shots, spawnTick, x8, y8, aim: ship.aim };
}

function snapshotOf(
  tick: number,
  flyers: readonly SimulatedShip[],
  since: Pick<Snapshot, "spawns" | "events">,
): Snapshot {
  const ships = flyers.map((ship, seat): RemoteShip => ({
    seat,
    x4: Math.round(ship.x * 4),
    y4: Math.round(ship.y * 4),
    aim8: ship.aim >> 2,
    energy: Math.ceil(ship.energy / 16),
    flying: true,
    thrusting: ship.thrustX !== 0 || ship.thrustY !== 0,
    shielded: false,
    dashing: false,
    deadReckoningX: 0,
    deadReckoningY: 0,
    deadReckoningTicks: 0,
  }));
  const [me] = flyers;
  return {
    tick,
    baselineTick: 0,
    tickLateTenthMs: tick % 12,
    skippedUnacked: 0,
    skippedLinkFull: 0,
    lead: 2,
    hadCommand: true,
    round: { phase: "playing", number: 1, endsAtTick: 5400 },
    own: me && {
      x8: me.x * 8,
      y8: me.y * 8,
      vx4: me.vx * 4,
      vy4: me.vy * 4,
      aim: me.aim,
      energy16: me.energy,
      fireWait: fireTicks - 1 - (tick % fireTicks),
      dashWait: 0,
      shieldTicks: 0,
      respawnTicks: 0,
      shots: me.shots,
      thrusting: ships[0]?.thrusting ?? false,
    },
    ships: ships.slice(1),
    ...since,
    contexts: [],
  };
}
