/** The rules: `step(world, commands)` answers the world one tick later. The order of a tick is rule [S1] of SPEC.md. */
import { hindsight, shipMet } from "./hindsight.ts";
import { paceAt, points, pulseDamage } from "./rules.ts";
import type { Pace } from "./rules.ts";
import { pulseEndTick, pulseFrom } from "./pulse.ts";
import { isFlying, stepShip } from "./ship.ts";
import type { ShipDraft } from "./ship.ts";
import { enter } from "./spawn.ts";
import type { Act, Command, PastTick, Pulse, Round, Ship, World } from "./world.ts";

/** The world a tick later. `commands` are by ship id; a ship without one coasts. Changes nothing it is given. */
export function step(world: World, commands: ReadonlyMap<number, Command>): World {
  const { tickRateHz } = world;
  const tick = world.tick + 1;
  const pace = paceAt(tickRateHz);
  const acts: Act[] = [];
  const round = roundAt(world.round, tick, pace, acts);
  const ships = world.ships.map((ship) => stepShip(ship, commands.get(ship.id), tick, tickRateHz));
  if (round.number !== world.round.number) ships.forEach(clearScore);
  const seed = returnBurst(world, ships, pace, tick, acts);

  const seen = hindsight(world.past, ships, tick, tickRateHz);
  const pulses: Pulse[] = [];
  for (const pulse of world.pulses) {
    const endTick = pulseEndTick(pulse, tickRateHz);
    const targets =
      round.phase === "playing" ? ships.filter((ship) => canBeHurtBy(ship, pulse)) : [];
    const met = shipMet(pulse, endTick, targets, seen);
    if (met !== undefined) hurt(ships, met, pulse, tick, pace, acts);
    else if (endTick > tick) pulses.push(pulse);
  }
  ships.forEach((ship, index) => {
    const before = world.ships[index];
    if (before === undefined) return;
    if (ship.shots !== before.shots) {
      const pulse = pulseFrom(ship, tick, commands.get(ship.id)?.viewTick16 ?? 0, tickRateHz);
      pulses.push(pulse);
      acts.push({ type: "fired", tick, ship: ship.id, pulse: pulse.id });
    }
    if (ship.dashWait > before.dashWait) acts.push({ type: "dashed", tick, ship: ship.id });
  });
  return {
    tick,
    tickRateHz,
    seed,
    round,
    ships,
    pulses,
    acts,
    past: pastWith(world.past, ships, tick, pace),
  };
}

function roundAt(before: Round, tick: number, pace: Pace, acts: Act[]): Round {
  if (tick < before.endsAtTick) return before;
  switch (before.phase) {
    case "playing":
      acts.push({ type: "round-ended", tick });
      return { phase: "podium", number: before.number, endsAtTick: tick + pace.podiumTicks };
    case "podium":
      acts.push({ type: "round-started", tick });
      return { phase: "playing", number: before.number + 1, endsAtTick: tick + pace.roundTicks };
  }
}

function clearScore(ship: ShipDraft): void {
  ship.kills = 0;
  ship.deaths = 0;
  ship.score = 0;
}

/** Ships whose wait ends come back, one after the other so that each keeps clear of those before it; answers the next seed. */
function returnBurst(
  world: World,
  ships: readonly ShipDraft[],
  pace: Pace,
  tick: number,
  acts: Act[],
): number {
  let seed = world.seed;
  world.ships.forEach((before, index) => {
    const ship = ships[index];
    if (before.respawnTicks !== 1 || ship === undefined) return;
    seed = enter(ship, ships, seed, pace);
    acts.push({ type: "respawned", tick, ship: ship.id });
  });
  return seed;
}

const canBeHurtBy = (ship: Ship, pulse: Pulse): boolean =>
  ship.id !== pulse.owner && isFlying(ship) && ship.shieldTicks === 0;

function hurt(
  ships: readonly ShipDraft[],
  id: number,
  pulse: Pulse,
  tick: number,
  pace: Pace,
  acts: Act[],
): void {
  const ship = ships.find((candidate) => candidate.id === id);
  if (ship === undefined) return;
  const shooter = ships.find((candidate) => candidate.id === pulse.owner);
  const facts = { tick, ship: id, by: pulse.owner, pulse: pulse.id, x: ship.x, y: ship.y };
  ship.energy = Math.max(0, ship.energy - pulseDamage);
  acts.push({ type: "hit", ...facts });
  if (shooter !== undefined) shooter.score += points.hit;
  if (ship.energy > 0) return;
  ship.respawnTicks = pace.respawnTicks;
  ship.vx = 0;
  ship.vy = 0;
  ship.thrusting = false;
  ship.deaths += 1;
  ship.score = Math.max(0, ship.score + points.death);
  if (shooter !== undefined) {
    shooter.kills += 1;
    shooter.score += points.kill;
  }
  acts.push({ type: "burst", ...facts });
}

/** The ring with this tick added: as far back as a rewind may reach, plus the tick that the next step starts from. */
function pastWith(
  past: readonly PastTick[],
  ships: readonly Ship[],
  tick: number,
  pace: Pace,
): PastTick[] {
  const oldest = tick - Math.ceil(pace.rewindLimit16 / 16);
  const kept = past.filter((entry) => entry.tick >= oldest);
  kept.push({ tick, ships: ships.filter(isFlying).map(({ id, x, y }) => ({ id, x, y })) });
  return kept;
}
