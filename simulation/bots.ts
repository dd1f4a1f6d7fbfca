/**
 * Bots worth shooting at. `botCommand` is to a bot what hands are to a player: it sees the world and answers a
 * command. It sees late, aims a little off, circles, takes cover when weak and dodges what it notices.
 */
import { aimAlong, cosine, sine, turnBetween } from "./angle.ts";
import { arena } from "./arena.ts";
import type { Point } from "./arena.ts";
import { awayFromWalls, refuge, wayTo } from "./bot-flight.ts";
import {
  attackerOf,
  distanceBetween,
  leadOn,
  preferredTarget,
  seesFreely,
  threatTo,
} from "./bot-sight.ts";
import { rolled } from "./bot-temper.ts";
import type { BotMemory } from "./bot-temper.ts";
import { aimSteps, clamp } from "./grid.ts";
import { dashCost } from "./rules.ts";
import { emptyCommand, isFlying } from "./ship.ts";
import { Button } from "./world.ts";
import type { Command, Ship, World } from "./world.ts";

export { newBot } from "./bot-temper.ts";
export type { BotMemory } from "./bot-temper.ts";

/** Beyond this a pulse takes so long that aiming is guessing. */
const fireRangeUnits = 720;

/** What the bot in seat `id` does next, and what it will remember. */
export function botCommand(world: World, id: number, memory: BotMemory): [Command, BotMemory] {
  const self = world.ships.find((ship) => ship.id === id);
  if (self === undefined || !isFlying(self)) return [emptyCommand, memory];
  let mind = memory;
  const attacker = attackerOf(world, id);
  if (world.tick >= mind.thinkAtTick || attacker !== undefined)
    mind = thought(world, self, mind, attacker);
  // Looking at every pulse is the dear part, and a person does not do it all the time either.
  if ((world.tick + id) % ticksOf(world, 100) === 0) mind = alerted(world, self, mind);

  const target = world.ships.find((ship) => ship.id === mind.target && isFlying(ship));
  const lead = target && leadOn(world, self, target, ticksOf(world, mind.temper.reactionMs));
  const goal =
    lead === undefined
      ? self.aim
      : aimAlong(lead.x - self.x, lead.y - self.y) + Math.round(mind.aimErrorSteps);
  const turnable = Math.ceil(mind.temper.turnStepsPerSecond / world.tickRateHz);
  const aim = (self.aim + clamp(turnBetween(self.aim, goal), -turnable, turnable)) & (aimSteps - 1);

  const dodging = world.tick < mind.dodgeUntilTick;
  const wish = awayFromWalls(
    self,
    dodging ? { x: mind.dodgeX, y: mind.dodgeY } : wishOf(self, target, mind),
  );
  const length = Math.max(1, Math.sqrt(wish.x * wish.x + wish.y * wish.y));
  const fires =
    target !== undefined &&
    Math.abs(turnBetween(aim, goal)) < 24 &&
    holdsTrigger(world, self, target, mind);
  const dashes = dodging && mind.dodgeUntilTick - world.tick === ticksOf(world, dashDodgeMs);
  const command = {
    buttons: (fires ? Button.fire : 0) | (dashes ? Button.dash : 0),
    aim,
    thrustX: Math.round((7 * wish.x) / length),
    thrustY: Math.round((7 * wish.y) / length),
    viewTick16: 0,
  };
  return [command, mind];
}

const ticksOf = (world: World, ms: number): number =>
  Math.max(1, Math.round((ms * world.tickRateHz) / 1000));

/** Two kinds of dodge, told apart by their length: a dash, and merely leaning out of the way. */
const dashDodgeMs = 300;
const leanDodgeMs = 200;

/** Decides anew: a few times a second, and at once when hit. */
function thought(
  world: World,
  self: Ship,
  memory: BotMemory,
  attacker: number | undefined,
): BotMemory {
  const { temper } = memory;
  const [[pause = 0, error = 0, moreError = 0, turn = 0, where = 0, grudge = 0], seed] = rolled(
    memory.seed,
    6,
  );
  const preferred = preferredTarget(world, self, temper, memory.target);
  const target =
    attacker !== undefined && grudge < 0.5
      ? world.ships.find((ship) => ship.id === attacker && isFlying(ship))
      : preferred;
  const weak = self.energy < temper.nerve;
  const plan = weak
    ? "flee"
    : target !== undefined && seesFreely(self, target)
      ? "fight"
      : "travel";
  const roamed =
    memory.thinkAtTick > 0 && distanceBetween(self, { x: memory.wayX, y: memory.wayY }) > 100
      ? { x: memory.wayX, y: memory.wayY }
      : arena.spawns[Math.floor(where * arena.spawns.length)];
  const goal = weak ? refuge(world, self) : (target ?? roamed ?? self);
  const way = wayTo(self, goal);
  return {
    ...memory,
    seed,
    target: target?.id ?? -1,
    plan,
    wayX: way.x,
    wayY: way.y,
    circle: turn < 0.3 ? (memory.circle === 1 ? -1 : 1) : memory.circle,
    // Two draws added: small errors are common, large ones rare.
    aimErrorSteps: (error + moreError - 1) * temper.errorSteps,
    thinkAtTick: world.tick + ticksOf(world, 250 + 350 * pause),
  };
}

/** Notices a pulse on its way here, or does not. */
function alerted(world: World, self: Ship, memory: BotMemory): BotMemory {
  if (world.tick < memory.dodgeUntilTick) return memory;
  const threat = threatTo(world, self, ticksOf(world, memory.temper.reactionMs));
  if (threat === undefined) return memory;
  const [[notice = 0, dash = 0], seed] = rolled(memory.seed, 2);
  if (notice > memory.temper.alertness) return { ...memory, seed };
  // Out of its way on the side where the ship already is.
  const acrossX = 0 - sine(threat.aim);
  const acrossY = cosine(threat.aim);
  const side = (self.x - threat.x) * acrossX + (self.y - threat.y) * acrossY >= 0 ? 1 : -1;
  const dashes = dash < 0.35 && self.dashWait === 0 && self.energy > 2 * dashCost;
  return {
    ...memory,
    seed,
    dodgeX: acrossX * side,
    dodgeY: acrossY * side,
    dodgeUntilTick: world.tick + ticksOf(world, dashes ? dashDodgeMs : leanDodgeMs),
  };
}

/** Where it would fly if there were no walls. */
function wishOf(self: Ship, target: Ship | undefined, memory: BotMemory): Point {
  if (memory.plan !== "fight" || target === undefined)
    return along(self, { x: memory.wayX, y: memory.wayY }, 1, 0);
  const distance = distanceBetween(self, target);
  const range = memory.temper.rangeUnits;
  const closer = clamp((distance - range) / 100, -1, 1);
  return along(self, target, closer, memory.circle * (1.1 - Math.abs(closer) / 2));
}

/** So much towards a point and so much round it. */
function along(self: Ship, point: Point, towards: number, around: number): Point {
  const distance = distanceBetween(self, point);
  if (distance < 1) return { x: 0, y: 0 };
  const x = (point.x - self.x) / distance;
  const y = (point.y - self.y) / distance;
  return { x: x * towards - y * around, y: y * towards + x * around };
}

/** Fires in bursts, as people do, at what it sees and can reach. */
function holdsTrigger(world: World, self: Ship, target: Ship, memory: BotMemory): boolean {
  const { burstMs, pauseMs, taste } = memory.temper;
  // A fresh shield is worth more than a shot across the arena.
  if (distanceBetween(self, target) > (self.shieldTicks > 0 ? 300 : fireRangeUnits)) return false;
  const period = ticksOf(world, burstMs + pauseMs);
  return (world.tick + taste) % period < ticksOf(world, burstMs) && seesFreely(self, target);
}
