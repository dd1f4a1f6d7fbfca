/** The farthest that a ship can have moved; a reported position beyond it is false. */
import { positionGrid } from "./grid.ts";
import { tickRulesAt, topSpeed } from "./rules.ts";

/** A wall pushes a ship that touches it, and velocities are rounded, too: in thousands of random flights a third of a unit at most. */
const wallUnits = 1;

/** The most units that a flying ship is away from where it was so many ticks ago, fractions of ticks included. */
export function maxTravelUnits(ticks: number, tickRateHz: number): number {
  const { dashTicks, dashSpeed, dashWaitTicks, tickSeconds } = tickRulesAt(tickRateHz);
  const dashed =
    Math.floor(ticks / dashWaitTicks) * dashTicks + Math.min(dashTicks, ticks % dashWaitTicks);
  // Each tick rounds both coordinates to the grid, which may add to the distance.
  const rounded = (ticks * Math.SQRT1_2) / positionGrid;
  return (dashed * dashSpeed + (ticks - dashed) * topSpeed) * tickSeconds + rounded + wallUnits;
}
