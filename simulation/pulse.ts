/** A pulse moves straight from its spawn, so its position at any tick and its end are pure functions of the spawn. */
import { cosine, sine } from "./angle.ts";
import { arena, shareToWall } from "./arena.ts";
import type { Point } from "./arena.ts";
import { clamp, onPositionGrid } from "./grid.ts";
import { muzzleUnits, tickRulesAt, pulseLifeMs, pulseSpeed } from "./rules.ts";
import { pulseId } from "./wire.ts";
import type { Pulse, Ship } from "./world.ts";

const lifeUnits = (pulseSpeed * pulseLifeMs) / 1000;

/** Its position at `tick`, which may have a fraction, whether or not the pulse is still in flight. */
export function pulseAt(pulse: Pulse, tick: number, tickRateHz: number): Point {
  const units = ((tick - pulse.spawnTick) * pulseSpeed) / tickRateHz;
  return { x: pulse.x + cosine(pulse.aim) * units, y: pulse.y + sine(pulse.aim) * units };
}

/** When it ends unless it hits a ship: at a wall or after its life. In ticks, with a fraction. */
export function pulseEndTick(pulse: Pulse, tickRateHz: number): number {
  const share = shareToWall(
    pulse.x,
    pulse.y,
    cosine(pulse.aim) * lifeUnits,
    sine(pulse.aim) * lifeUnits,
  );
  return pulse.spawnTick + Math.min(1, share) * ((pulseLifeMs * tickRateHz) / 1000);
}

/** The pulse that this ship has just fired. `viewTick16` is the moment that its shooter was shown. */
export function pulseFrom(ship: Ship, tick: number, viewTick16: number, tickRateHz: number): Pulse {
  return {
    id: pulseId(ship.id, ship.shots),
    owner: ship.id,
    spawnTick: tick,
    // The nose of a ship at the border is outside the arena.
    x: clamp(onPositionGrid(ship.x + cosine(ship.aim) * muzzleUnits), 0, arena.width),
    y: clamp(onPositionGrid(ship.y + sine(ship.aim) * muzzleUnits), 0, arena.height),
    aim: ship.aim,
    rewindSixteenths:
      viewTick16 > 0
        ? clamp(Math.trunc(tick * 16 - viewTick16), 0, tickRulesAt(tickRateHz).rewindLimit16)
        : 0,
  };
}
