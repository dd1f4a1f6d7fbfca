/** What a bot perceives: which ship to hunt, where that ship will be, which pulse is about to hit it. */
import { cosine, sine } from "./angle.ts";
import { shareToWall } from "./arena.ts";
import type { Point } from "./arena.ts";
import { targetPreference } from "./bot-personality.ts";
import type { BotPersonality } from "./bot-personality.ts";
import { pulseAt } from "./pulse.ts";
import { pulseSpeed, shipRadius } from "./rules.ts";
import { isFlying } from "./ship.ts";
import type { HistoryTick, Pulse, Ship, World } from "./world.ts";

/** The ship that it hunts: near, weak and preferred by its personality. It changes targets only for a much better one. */
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

/** The ship that hit it in this tick, or undefined. */
export function attackerOf(world: World, id: number): number | undefined {
  for (const event of world.events) if (event.type === "hit" && event.ship === id) return event.by;
  return undefined;
}

/** Where to aim for a pulse fired now to meet the target, judged by how it moved until `reactionTicks` ago. */
export function leadPoint(world: World, self: Ship, target: Ship, reactionTicks: number): Point {
  // The speed over about 100 ms, as a person would judge it.
  const spanTicks = Math.max(1, Math.round(world.tickRateHz / 10));
  const seen = positionAt(world.history, world.tick - reactionTicks, target.id);
  const earlier = positionAt(world.history, world.tick - reactionTicks - spanTicks, target.id);
  // A browser on autopilot has no history of other ships, and a new ship has none: their present positions are used.
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

/** Of the pulses that it has had time to notice, the one that will hit it first if neither turns. */
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
