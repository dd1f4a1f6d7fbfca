/**
 * The grid of every stored number, which is also the grid of the wire: position 1/8 unit, velocity
 * 1/4 unit a second, energy 1/16, aim 1/1024 turn. A step computes in doubles and rounds once, at its end.
 */

export const positionGrid = 8;
export const velocityGrid = 4;
export const energyGrid = 16;
export const aimSteps = 1024;
/** The greatest speed on the wire: 12 bits of quarters and a sign. */
export const speedLimit = 1023.75;

export const onPositionGrid = (units: number): number =>
  Math.round(units * positionGrid) / positionGrid;
// `+ 0` turns -0 into 0: the wire has no -0, and tests compare whole values, in which the two differ.
export const onVelocityGrid = (unitsPerSecond: number): number =>
  clamp(Math.round(unitsPerSecond * velocityGrid) / velocityGrid + 0, -speedLimit, speedLimit);
export const onEnergyGrid = (energy: number): number =>
  clamp(Math.round(energy * energyGrid) / energyGrid, 0, 100);
export const onAimGrid = (aim: number): number => aim & (aimSteps - 1);

/**
 * Rounds a velocity to the grid in the direction it is heading for. Rounding to the nearest would leave a ship
 * drifting for ever: at 60 Hz drag takes less than half a grid step from anything below 3.6 units a second.
 */
export function onVelocityGridTowards(unitsPerSecond: number, goal: number): number {
  const steps = unitsPerSecond * velocityGrid;
  const rounded = steps > goal * velocityGrid ? Math.floor(steps) : Math.ceil(steps);
  return clamp(rounded / velocityGrid + 0, -speedLimit, speedLimit);
}

export const clamp = (value: number, least: number, most: number): number =>
  Math.min(most, Math.max(least, value));
