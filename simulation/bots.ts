/**
 * Bots. `botCommand` is a bot's decision for one tick: it takes the world and returns a command. A bot sees the world late, aims
 * inexactly, circles its target, retreats when weak and dodges the pulses that it notices.
 */
import { aimAlong, turnBetween } from "./angle.ts";
import { arena } from "./arena.ts";
import type { Point } from "./arena.ts";
import { arrivedUnits, fleeGoal, steer } from "./bot-steering.ts";
import { dodge, dashDodgeMs, leaveStuckPlace, ticksOf } from "./bot-reactions.ts";
import {
  attackerOf,
  distanceBetween,
  leadPoint,
  preferredTarget,
  hasLineOfSight,
} from "./bot-perception.ts";
import { randomShares } from "./bot-personality.ts";
import type { BotMemory } from "./bot-personality.ts";
import { aimSteps, clamp } from "./grid.ts";
import { nextWaypoint } from "./pathfinding.ts";
import { emptyCommand, isFlying } from "./ship.ts";
import { Button } from "./world.ts";
import type { Command, Ship, World } from "./world.ts";

export { newBot } from "./bot-personality.ts";
export type { BotMemory } from "./bot-personality.ts";

/** Beyond this a pulse takes so long that aiming is guessing. */
const fireRangeUnits = 720;

/** The next command of the bot in seat `id`, and its memory. */
export function botCommand(world: World, id: number, memory: BotMemory): [Command, BotMemory] {
  const self = world.ships.find((ship) => ship.id === id);
  if (self === undefined || !isFlying(self)) return [emptyCommand, memory];
  let nextMemory = leaveStuckPlace(world, self, memory);
  const attacker = attackerOf(world, id);
  const leaves = world.tick < nextMemory.leaveUntilTick;
  if (
    !leaves &&
    (world.tick >= nextMemory.decideAtTick ||
      attacker !== undefined ||
      hasArrived(self, nextMemory))
  )
    nextMemory = decide(world, self, nextMemory, attacker);
  // Testing every pulse is the expensive part, and a person does not do that every tick either.
  if (!leaves && (world.tick + id) % ticksOf(world, 100) === 0)
    nextMemory = dodge(world, self, nextMemory);

  const target = world.ships.find((ship) => ship.id === nextMemory.target && isFlying(ship));
  const lead =
    target && leadPoint(world, self, target, ticksOf(world, nextMemory.personality.reactionMs));
  const goal =
    lead === undefined
      ? self.aim
      : aimAlong(lead.x - self.x, lead.y - self.y) + Math.round(nextMemory.aimErrorSteps);
  const turnable = Math.ceil(nextMemory.personality.turnStepsPerSecond / world.tickRateHz);
  const aim = (self.aim + clamp(turnBetween(self.aim, goal), -turnable, turnable)) & (aimSteps - 1);

  const dodging = world.tick < nextMemory.dodgeUntilTick;
  let desired = dodging
    ? { x: nextMemory.dodgeX, y: nextMemory.dodgeY }
    : desiredDirection(self, target, nextMemory);
  let way = steer(self, desired);
  if (!dodging && nextMemory.plan === "fight" && way.x * desired.x + way.y * desired.y < 0) {
    // In a corner the walls push it back and forth while it circles its target: it circles the other way.
    nextMemory = { ...nextMemory, circleDirection: nextMemory.circleDirection === 1 ? -1 : 1 };
    desired = desiredDirection(self, target, nextMemory);
    way = steer(self, desired);
  }
  const fires =
    target !== undefined &&
    Math.abs(turnBetween(aim, goal)) < 24 &&
    holdsTrigger(world, self, target, nextMemory);
  const dashes = dodging && nextMemory.dodgeUntilTick - world.tick === ticksOf(world, dashDodgeMs);
  const command = {
    buttons: (fires ? Button.fire : 0) | (dashes ? Button.dash : 0),
    aim,
    thrustX: Math.round(7 * way.x),
    thrustY: Math.round(7 * way.y),
    viewTick16: 0,
  };
  return [command, nextMemory];
}

/** True when it has reached its goal; in a fight it has none. */
const hasArrived = (self: Ship, { plan, waypointX: wayX, waypointY: wayY }: BotMemory): boolean =>
  plan !== "fight" && distanceBetween(self, { x: wayX, y: wayY }) < arrivedUnits;

/** Decides on target and goal: a few times a second, and at once when hit. */
function decide(
  world: World,
  self: Ship,
  memory: BotMemory,
  attacker: number | undefined,
): BotMemory {
  const { personality } = memory;
  const [[pause = 0, error = 0, moreError = 0, turn = 0, where = 0, grudge = 0], seed] =
    randomShares(memory.seed, 6);
  const preferred = preferredTarget(world, self, personality, memory.target);
  const target =
    attacker !== undefined && grudge < 0.5
      ? world.ships.find((ship) => ship.id === attacker && isFlying(ship))
      : preferred;
  const weak = self.energy < personality.fleeEnergy;
  const plan = weak
    ? "flee"
    : target !== undefined && hasLineOfSight(self, target)
      ? "fight"
      : "travel";
  const before = { x: memory.goalX, y: memory.goalY };
  const roamed =
    memory.decideAtTick > 0 && distanceBetween(self, before) >= arrivedUnits
      ? before
      : arena.spawns[Math.floor(where * arena.spawns.length)];
  const goal = weak ? fleeGoal(world, self, before) : (target ?? roamed ?? self);
  const way = nextWaypoint(self, goal);
  return {
    ...memory,
    seed,
    target: target?.id ?? -1,
    plan,
    goalX: goal.x,
    goalY: goal.y,
    waypointX: way.x,
    waypointY: way.y,
    circleDirection: turn < 0.3 ? (memory.circleDirection === 1 ? -1 : 1) : memory.circleDirection,
    // Two draws added: small errors are common, large ones rare.
    aimErrorSteps: (error + moreError - 1) * personality.maxAimErrorSteps,
    decideAtTick: world.tick + ticksOf(world, 250 + 350 * pause),
  };
}

/** The direction that it would fly in without walls. */
function desiredDirection(self: Ship, target: Ship | undefined, memory: BotMemory): Point {
  if (memory.plan !== "fight" || target === undefined)
    return aroundPoint(self, { x: memory.waypointX, y: memory.waypointY }, 1, 0);
  const distance = distanceBetween(self, target);
  const range = memory.personality.rangeUnits;
  const closer = clamp((distance - range) / 100, -1, 1);
  return aroundPoint(self, target, closer, memory.circleDirection * (1.1 - Math.abs(closer) / 2));
}

/** A direction with one share towards a point and one around it. */
function aroundPoint(self: Ship, point: Point, towards: number, around: number): Point {
  const distance = distanceBetween(self, point);
  if (distance < 1) return { x: 0, y: 0 };
  const x = (point.x - self.x) / distance;
  const y = (point.y - self.y) / distance;
  return { x: x * towards - y * around, y: y * towards + x * around };
}

/** Fires in bursts, as people do, at what it sees and can reach. */
function holdsTrigger(world: World, self: Ship, target: Ship, memory: BotMemory): boolean {
  const { burstMs, pauseMs, preferenceSeed: taste } = memory.personality;
  // Firing ends the shield, which is worth more than a shot from far away.
  if (distanceBetween(self, target) > (self.shieldTicks > 0 ? 300 : fireRangeUnits)) return false;
  const period = ticksOf(world, burstMs + pauseMs);
  return (world.tick + taste) % period < ticksOf(world, burstMs) && hasLineOfSight(self, target);
}
