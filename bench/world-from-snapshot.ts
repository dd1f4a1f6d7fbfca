/** Builds a world from received snapshots, with the state that a bot needs to aim, dodge and fly. */
import type { Snapshot } from "#protocol";
import { type Pulse, pulseEndTick, type Ship, type World } from "#simulation";

const emptyShip: Ship = {
  id: 0,
  x: 0,
  y: 0,
  vx: 0,
  vy: 0,
  aim: 0,
  energy: 100,
  fireWait: 0,
  dashWait: 0,
  shieldTicks: 0,
  respawnTicks: 0,
  thrusting: false,
  kills: 0,
  deaths: 0,
  score: 0,
  shots: 0,
};

/**
 * The pulses in the held snapshots of the last second, without those whose time has ended. A pulse that hit something before is
 * still included, which does not matter to a bot.
 */
function pulsesIn(held: ReadonlyMap<number, Snapshot>, tick: number, rateHz: number): Pulse[] {
  const pulses = new Map<number, Pulse>();
  for (let at = tick - rateHz; at <= tick; at++) {
    for (const { owner, counter, spawnTick, x8, y8, aim } of held.get(at)?.spawns ?? []) {
      const id = owner * 4096 + counter;
      const pulse = { id, owner, spawnTick, x: x8 / 8, y: y8 / 8, aim, rewindSixteenths: 0 };
      if (pulseEndTick(pulse, rateHz) > tick) pulses.set(id, pulse);
    }
  }
  return [...pulses.values()];
}

export function worldFromSnapshot(
  snapshot: Snapshot,
  held: ReadonlyMap<number, Snapshot>,
  seat: number,
  tickRateHz: number,
): World {
  const ships: Ship[] = snapshot.ships.map((ship) => {
    const perSecond = ship.deadReckoningTicks === 0 ? 0 : tickRateHz / ship.deadReckoningTicks / 4;
    return {
      ...emptyShip,
      id: ship.seat,
      x: ship.x4 / 4,
      y: ship.y4 / 4,
      vx: ship.deadReckoningX * perSecond,
      vy: ship.deadReckoningY * perSecond,
      aim: ship.aim8 * 4,
      energy: ship.energy,
      shieldTicks: ship.shielded ? 1 : 0,
      respawnTicks: ship.flying ? 0 : 1,
    };
  });
  const { own, tick } = snapshot;
  if (own) {
    const { x8, y8, vx4, vy4, energy16, ...rest } = own;
    const at = { x: x8 / 8, y: y8 / 8, vx: vx4 / 4, vy: vy4 / 4, energy: energy16 / 16 };
    ships.push({ ...emptyShip, ...rest, ...at, id: seat });
  }
  return {
    tick,
    tickRateHz,
    seed: 0,
    round: { phase: "playing", number: 1, endsAtTick: snapshot.round.endsAtTick },
    ships: ships.toSorted((a, b) => a.id - b.id),
    pulses: pulsesIn(held, tick, tickRateHz),
    events: [],
    history: [],
  };
}
