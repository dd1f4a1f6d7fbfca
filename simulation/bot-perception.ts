/** What a bot makes of the world: whom it sees, where that one will be, what is about to hit it. */
import { cosine, sine } from "./angle.ts";
import { shareToWall } from "./arena.ts";
import type { Point } from "./arena.ts";
import { targetPreference } from "./bot-personality.ts";
import type { BotPersonality } from "./bot-personality.ts";
import { pulseAt } from "./pulse.ts";
import { pulseSpeed, shipRadius } from "./rules.ts";
import { isFlying } from "./ship.ts";
import type { HistoryTick, Pulse, Ship, World } from "./world.ts";

/** The ship it would rather hunt than any other: near, weak and to its taste. It does not change its mind for little. */
export function preferredTarget(
  world: World,
  self: Ship,
  personality: BotPersonality,
  current: number,
): Ship | undefined {
  let best: Ship | undefined;
  let least = Infinity;
  for (const other of world.ships) {
    if (other.id === self.id || !isFlying(other)) continue;
    const effort =
      (distanceBetween(self, other) + 2 * other.energy) *
      targetPreference(personality, other.id) *
      (other.id === current ? 0.7 : 1) *
      (other.shieldTicks > 0 ? 1.5 : 1);
    if (effort < least) {
      least = effort;
      best = other;
    }
  }
  return best;
}

/** Who hit it in this tick, or undefined. */
export function attackerOf(world: World, id: number): number | undefined {
  for (const event of world.events) if (event.type === "hit" && event.ship === id) return event.by;
  return undefined;
}

/** Where to aim for a pulse fired now to meet the target, judged by how it moved until `reactionTicks` ago. */
export function leadPoint(world: World, self: Ship, target: Ship, reactionTicks: number): Point {
  // The speed as an eye would judge it, over about 100 ms.
  const spanTicks = Math.max(1, Math.round(world.tickRateHz / 10));
  const seen = positionAt(world.history, world.tick - reactionTicks, target.id);
  const earlier = positionAt(world.history, world.tick - reactionTicks - spanTicks, target.id);
  // A browser that flies itself keeps no past of the others, and a newcomer has none: those are taken as they are now.
  if (seen === undefined || earlier === undefined)
    return interceptPoint(self, target, target.vx, target.vy, 0);
  const vx = ((seen.x - earlier.x) * world.tickRateHz) / spanTicks;
  const vy = ((seen.y - earlier.y) * world.tickRateHz) / spanTicks;
  return interceptPoint(self, seen, vx, vy, reactionTicks / world.tickRateHz);
}

/** Where something seen `delaySeconds` ago will be when a pulse gets there; two passes bring the flight time close enough. */
function interceptPoint(
  self: Point,
  seen: Point,
  vx: number,
  vy: number,
  delaySeconds: number,
): Point {
  let lead = seen;
  for (let pass = 0; pass < 2; pass++) {
    const seconds = Math.min(1, delaySeconds + distanceBetween(self, lead) / pulseSpeed);
    lead = { x: seen.x + vx * seconds, y: seen.y + vy * seconds };
  }
  return lead;
}

/** The past is one entry a tick, newest last. */
function positionAt(history: readonly HistoryTick[], tick: number, id: number): Point | undefined {
  const newest = history.at(-1);
  return newest === undefined
    ? undefined
    : history[history.length - 1 - (newest.tick - tick)]?.ships.find((ship) => ship.id === id);
}

/** The pulse that will hit it soonest if both fly on, of those it has had time to notice. */
export function incomingPulse(world: World, self: Ship, reactionTicks: number): Pulse | undefined {
  let soonest = 0.5;
  let threat: Pulse | undefined;
  for (const pulse of world.pulses) {
    if (pulse.owner === self.id || world.tick - pulse.spawnTick < reactionTicks) continue;
    const at = pulseAt(pulse, world.tick, world.tickRateHz);
    const x = at.x - self.x;
    const y = at.y - self.y;
    const vx = cosine(pulse.aim) * pulseSpeed - self.vx;
    const vy = sine(pulse.aim) * pulseSpeed - self.vy;
    const seconds = -(x * vx + y * vy) / (vx * vx + vy * vy);
    if (!(seconds > 0 && seconds < soonest)) continue;
    const missX = x + vx * seconds;
    const missY = y + vy * seconds;
    if (missX * missX + missY * missY > 4 * shipRadius * shipRadius) continue;
    soonest = seconds;
    threat = pulse;
  }
  return threat;
}

export const hasLineOfSight = (from: Point, to: Point): boolean =>
  shareToWall(from.x, from.y, to.x - from.x, to.y - from.y) > 1;

export function distanceBetween(one: Point, other: Point): number {
  const dx = other.x - one.x;
  const dy = other.y - one.y;
  return Math.sqrt(dx * dx + dy * dy);
}
