/** `step(world, commands)` returns the world one tick later. The order of a tick is rule [S1] of SPEC.md. */
import { positionHistory, firstShipHit } from "./lag-compensation.ts";
import { tickRulesAt, points, pulseDamage } from "./rules.ts";
import type { TickRules } from "./rules.ts";
import { pulseEndTick, pulseFrom } from "./pulse.ts";
import { isFlying, stepShip } from "./ship.ts";
import type { ShipDraft } from "./ship.ts";
import { spawnShip } from "./spawn.ts";
import type { GameEvent, Command, HistoryTick, Pulse, Round, Ship, World } from "./world.ts";

/** The world a tick later. `commands` are by ship id; a ship without one coasts. Does not change its arguments. */
export function step(world: World, commands: ReadonlyMap<number, Command>): World {
  const { tickRateHz } = world;
  const tick = world.tick + 1;
  const rules = tickRulesAt(tickRateHz);
  const events: GameEvent[] = [];
  const round = roundAt(world.round, tick, rules, events);
  const ships = world.ships.map((ship) => stepShip(ship, commands.get(ship.id), tick, tickRateHz));
  if (round.number !== world.round.number) ships.forEach(clearScore);
  const seed = respawnShips(world, ships, rules, tick, events);

  const history = positionHistory(world.history, ships, tick, tickRateHz);
  const pulses: Pulse[] = [];
  for (const pulse of world.pulses) {
    const endTick = pulseEndTick(pulse, tickRateHz);
    const targets =
      round.phase === "playing" ? ships.filter((ship) => canBeHitBy(ship, pulse)) : [];
    const hitSeat = firstShipHit(pulse, endTick, targets, history);
    if (hitSeat !== undefined) applyHit(ships, hitSeat, pulse, tick, rules, events);
    else if (endTick > tick) pulses.push(pulse);
  }
  ships.forEach((ship, index) => {
    const before = world.ships[index];
    if (before === undefined) return;
    if (ship.shots !== before.shots) {
      const pulse = pulseFrom(ship, tick, commands.get(ship.id)?.viewTick16 ?? 0, tickRateHz);
      pulses.push(pulse);
      events.push({ type: "fired", tick, ship: ship.id, pulse: pulse.id });
    }
    if (ship.dashWait > before.dashWait) events.push({ type: "dashed", tick, ship: ship.id });
  });
  return {
    tick,
    tickRateHz,
    seed,
    round,
    ships,
    pulses,
    events,
    history: appendToHistory(world.history, ships, tick, rules),
  };
}

function roundAt(before: Round, tick: number, rules: TickRules, events: GameEvent[]): Round {
  if (tick < before.endsAtTick) return before;
  switch (before.phase) {
    case "playing":
      events.push({ type: "round-ended", tick });
      return { phase: "podium", number: before.number, endsAtTick: tick + rules.podiumTicks };
    case "podium":
      events.push({ type: "round-started", tick });
      return { phase: "playing", number: before.number + 1, endsAtTick: tick + rules.roundTicks };
  }
}

function clearScore(ship: ShipDraft): void {
  ship.kills = 0;
  ship.deaths = 0;
  ship.score = 0;
}

/** Ships whose wait ends respawn one after the other, so that each is far from those before it. Returns the next seed. */
function respawnShips(
  world: World,
  ships: readonly ShipDraft[],
  rules: TickRules,
  tick: number,
  events: GameEvent[],
): number {
  let seed = world.seed;
  world.ships.forEach((before, index) => {
    const ship = ships[index];
    if (before.respawnTicks !== 1 || ship === undefined) return;
    seed = spawnShip(ship, ships, seed, rules);
    events.push({ type: "respawned", tick, ship: ship.id });
  });
  return seed;
}

const canBeHitBy = (ship: Ship, pulse: Pulse): boolean =>
  ship.id !== pulse.owner && isFlying(ship) && ship.shieldTicks === 0;

function applyHit(
  ships: readonly ShipDraft[],
  id: number,
  pulse: Pulse,
  tick: number,
  rules: TickRules,
  events: GameEvent[],
): void {
  const ship = ships.find((candidate) => candidate.id === id);
  if (ship === undefined) return;
  const shooter = ships.find((candidate) => candidate.id === pulse.owner);
  const hit = { tick, ship: id, by: pulse.owner, pulse: pulse.id, x: ship.x, y: ship.y };
  ship.energy = Math.max(0, ship.energy - pulseDamage);
  events.push({ type: "hit", ...hit });
  if (shooter !== undefined) shooter.score += points.hit;
  if (ship.energy > 0) return;
  ship.respawnTicks = rules.respawnTicks;
  ship.vx = 0;
  ship.vy = 0;
  ship.thrusting = false;
  ship.deaths += 1;
  ship.score = Math.max(0, ship.score + points.death);
  if (shooter !== undefined) {
    shooter.kills += 1;
    shooter.score += points.kill;
  }
  events.push({ type: "burst", ...hit });
}

/** The history with this tick added: as far back as a rewind may reach, and one tick more for the next step. */
function appendToHistory(
  history: readonly HistoryTick[],
  ships: readonly Ship[],
  tick: number,
  rules: TickRules,
): HistoryTick[] {
  const oldest = tick - Math.ceil(rules.rewindLimit16 / 16);
  const kept = history.filter((entry) => entry.tick >= oldest);
  kept.push({ tick, ships: ships.filter(isFlying).map(({ id, x, y }) => ({ id, x, y })) });
  return kept;
}
