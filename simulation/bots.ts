/**
 * Bots worth shooting at. `botCommand` is to a bot what hands are to a player: it sees the world and answers a
 * command. It sees late, aims a little off, circles, takes cover when weak and dodges what it notices.
 */
import { aimAlong, turnBetween } from "./angle.ts";
import { arena } from "./arena.ts";
import type { Point } from "./arena.ts";
import { arrivedUnits, refuge, steered } from "./bot-flight.ts";
import { alerted, dashDodgeMs, restless, ticksOf } from "./bot-reflexes.ts";
import { attackerOf, distanceBetween, leadOn, preferredTarget, seesFreely } from "./bot-sight.ts";
import { rolled } from "./bot-temper.ts";
import type { BotMemory } from "./bot-temper.ts";
import { aimSteps, clamp } from "./grid.ts";
import { nextWaypoint } from "./pathfinding.ts";
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
  let mind = restless(world, self, memory);
  const attacker = attackerOf(world, id);
  const leaves = world.tick < mind.leaveUntilTick;
  if (
    !leaves &&
    (world.tick >= mind.thinkAtTick || attacker !== undefined || hasArrived(self, mind))
  )
    mind = thought(world, self, mind, attacker);
  // Looking at every pulse is the dear part, and a person does not do it all the time either.
  if (!leaves && (world.tick + id) % ticksOf(world, 100) === 0) mind = alerted(world, self, mind);

  const target = world.ships.find((ship) => ship.id === mind.target && isFlying(ship));
  const lead = target && leadOn(world, self, target, ticksOf(world, mind.temper.reactionMs));
  const goal =
    lead === undefined
      ? self.aim
      : aimAlong(lead.x - self.x, lead.y - self.y) + Math.round(mind.aimErrorSteps);
  const turnable = Math.ceil(mind.temper.turnStepsPerSecond / world.tickRateHz);
  const aim = (self.aim + clamp(turnBetween(self.aim, goal), -turnable, turnable)) & (aimSteps - 1);

  const dodging = world.tick < mind.dodgeUntilTick;
  let wish = dodging ? { x: mind.dodgeX, y: mind.dodgeY } : wishOf(self, target, mind);
  let way = steered(self, wish);
  if (!dodging && mind.plan === "fight" && way.x * wish.x + way.y * wish.y < 0) {
    // It has circled its target into a corner, where walls and wish would push it to and fro: the other way round is free.
    mind = { ...mind, circle: mind.circle === 1 ? -1 : 1 };
    wish = wishOf(self, target, mind);
    way = steered(self, wish);
  }
  const fires =
    target !== undefined &&
    Math.abs(turnBetween(aim, goal)) < 24 &&
    holdsTrigger(world, self, target, mind);
  const dashes = dodging && mind.dodgeUntilTick - world.tick === ticksOf(world, dashDodgeMs);
  const command = {
    buttons: (fires ? Button.fire : 0) | (dashes ? Button.dash : 0),
    aim,
    thrustX: Math.round(7 * way.x),
    thrustY: Math.round(7 * way.y),
    viewTick16: 0,
  };
  return [command, mind];
}

/** It is where it flew to; a fight has no such place. */
const hasArrived = (self: Ship, { plan, wayX, wayY }: BotMemory): boolean =>
  plan !== "fight" && distanceBetween(self, { x: wayX, y: wayY }) < arrivedUnits;

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
  const before = { x: memory.goalX, y: memory.goalY };
  const roamed =
    memory.thinkAtTick > 0 && distanceBetween(self, before) >= arrivedUnits
      ? before
      : arena.spawns[Math.floor(where * arena.spawns.length)];
  const goal = weak ? refuge(world, self, before) : (target ?? roamed ?? self);
  const way = nextWaypoint(self, goal);
  return {
    ...memory,
    seed,
    target: target?.id ?? -1,
    plan,
    goalX: goal.x,
    goalY: goal.y,
    wayX: way.x,
    wayY: way.y,
    circle: turn < 0.3 ? (memory.circle === 1 ? -1 : 1) : memory.circle,
    // Two draws added: small errors are common, large ones rare.
    aimErrorSteps: (error + moreError - 1) * temper.errorSteps,
    thinkAtTick: world.tick + ticksOf(world, 250 + 350 * pause),
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
