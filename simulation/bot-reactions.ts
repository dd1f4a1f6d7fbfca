/** What overrides a bot's plan: an approaching pulse, and a place where it is stuck. */
import { cosine, sine } from "./angle.ts";
import { arena } from "./arena.ts";
import { distanceBetween, incomingPulse } from "./bot-perception.ts";
import { randomShares } from "./bot-personality.ts";
import type { BotMemory } from "./bot-personality.ts";
import { nextWaypoint } from "./pathfinding.ts";
import { dashCost } from "./rules.ts";
import type { Ship, World } from "./world.ts";

export const ticksOf = (world: World, ms: number): number =>
  Math.max(1, Math.round((ms * world.tickRateHz) / 1000));

/** The lengths of two kinds of dodge: a dash, and thrust to the side. */
export const dashDodgeMs = 300;
const leanDodgeMs = 200;

/** Notices an approaching pulse, by chance. */
export function dodge(world: World, self: Ship, memory: BotMemory): BotMemory {
  if (world.tick < memory.dodgeUntilTick) return memory;
  const threat = incomingPulse(world, self, ticksOf(world, memory.personality.reactionMs));
  if (threat === undefined) return memory;
  const [[notice = 0, dash = 0], seed] = randomShares(memory.seed, 2);
  if (notice > memory.personality.alertness) return { ...memory, seed };
  // To the side of the pulse's path where the ship is already.
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

/** A bot that does not leave a small area for this long is in a corner or between two targets. */
const longestStayMs = 1500;
const leaveMs = 1000;
const stayUnits = 50;

/** Leaves a place where it is stuck: in a corner, fighting alone may keep it there. */
export function leaveStuckPlace(world: World, self: Ship, memory: BotMemory): BotMemory {
  const { tick } = world;
  if (distanceBetween(self, { x: memory.stayX, y: memory.stayY }) > stayUnits)
    return { ...memory, stayX: self.x, stayY: self.y, staySinceTick: tick };
  if (tick - memory.staySinceTick < ticksOf(world, longestStayMs)) return memory;
  const [[where = 0], seed] = randomShares(memory.seed, 1);
  const far = arena.spawns.filter((spawn) => distanceBetween(self, spawn) > 400);
  const goal = far[Math.floor(where * far.length)] ?? self;
  const way = nextWaypoint(self, goal);
  const leaveUntilTick = tick + ticksOf(world, leaveMs);
  return {
    ...memory,
    seed,
    plan: "travel",
    goalX: goal.x,
    goalY: goal.y,
    waypointX: way.x,
    waypointY: way.y,
    staySinceTick: tick,
    leaveUntilTick,
    dodgeUntilTick: 0,
  };
}
