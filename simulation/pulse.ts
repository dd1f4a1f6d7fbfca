/** A pulse flies straight from its birth, so its birth says all: where it is at any moment and when it ends are pure functions. */
import { cosine, sine } from "./angle.ts";
import { arena, shareToWall } from "./arena.ts";
import type { Point } from "./arena.ts";
import { clamp, onPositionGrid } from "./grid.ts";
import { muzzleUnits, tickRulesAt, pulseLifeMs, pulseSpeed } from "./rules.ts";
import { pulseId } from "./wire.ts";
import type { Pulse, Ship } from "./world.ts";

const lifeUnits = (pulseSpeed * pulseLifeMs) / 1000;

/** Where it is at `tick`, which may have a fraction. It does not ask whether the pulse still flies then. */
export function pulseAt(pulse: Pulse, tick: number, tickRateHz: number): Point {
  const units = ((tick - pulse.spawnTick) * pulseSpeed) / tickRateHz;
  return { x: pulse.x + cosine(pulse.aim) * units, y: pulse.y + sine(pulse.aim) * units };
}

/** The moment it ends unless it hits a ship: at a wall or of age. In ticks, with a fraction. */
export function pulseEndTick(pulse: Pulse, tickRateHz: number): number {
  const share = shareToWall(
    pulse.x,
    pulse.y,
    cosine(pulse.aim) * lifeUnits,
    sine(pulse.aim) * lifeUnits,
  );
  return pulse.spawnTick + Math.min(1, share) * ((pulseLifeMs * tickRateHz) / 1000);
}

/** The pulse that this ship, as it stands after firing, has just let go. `viewTick16` is what its shooter was shown. */
export function pulseFrom(ship: Ship, tick: number, viewTick16: number, tickRateHz: number): Pulse {
  return {
    id: pulseId(ship.id, ship.shots),
    owner: ship.id,
    spawnTick: tick,
    // The nose of a ship at the border is beyond it, where the wire has no numbers.
    x: clamp(onPositionGrid(ship.x + cosine(ship.aim) * muzzleUnits), 0, arena.width),
    y: clamp(onPositionGrid(ship.y + sine(ship.aim) * muzzleUnits), 0, arena.height),
    aim: ship.aim,
    rewindSixteenths:
      viewTick16 > 0
        ? clamp(Math.trunc(tick * 16 - viewTick16), 0, tickRulesAt(tickRateHz).rewindLimit16)
        : 0,
  };
}
