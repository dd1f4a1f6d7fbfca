/**
 * Directions in 1024 steps a turn: 0 is +x, 256 is +y (down on screen). `Math.sin` and the like may differ in the
 * last bit between engines, so the sine here is a table made with + - * / alone, which IEEE 754 fixes.
 */
import { aimSteps } from "./grid.ts";

const quarter = aimSteps / 4;
const stepsPerRadian = aimSteps / 6.283185307179586;

/** The Taylor series of sine in Horner's form: exact to a double's last bits up to a quarter turn. */
function sineOfRadians(radians: number): number {
  const square = radians * radians;
  let sum = 1;
  for (let n = 22; n >= 2; n -= 2) sum = 1 - (square / (n * (n + 1))) * sum;
  return radians * sum;
}

/** One quarter is computed and the others mirror it, so opposite directions cancel exactly. */
const sines: Float64Array = (() => {
  const table = new Float64Array(aimSteps);
  for (let step = 0; step <= quarter; step++) {
    const sine = step === quarter ? 1 : sineOfRadians(step / stepsPerRadian);
    table[step] = sine;
    table[2 * quarter - step] = sine;
    table[2 * quarter + step] = 0 - sine;
    table[(4 * quarter - step) & (aimSteps - 1)] = 0 - sine;
  }
  return table;
})();

export const sine = (aim: number): number => sines[aim & (aimSteps - 1)] ?? 0;
export const cosine = (aim: number): number => sines[(aim + quarter) & (aimSteps - 1)] ?? 0;

/** The aim that points along (dx, dy), to the nearest step; 0 for no direction at all. */
export function aimAlong(dx: number, dy: number): number {
  const across = Math.abs(dx);
  const down = Math.abs(dy);
  const longer = Math.max(across, down);
  if (longer === 0) return 0;
  const ratio = Math.min(across, down) / longer;
  const square = ratio * ratio;
  // Arc tangent on 0 to 1, Abramowitz and Stegun 4.4.49: off by at most 1e-5 radians, 1/600 of a step.
  const radians =
    ratio *
    (0.999866 +
      square * (-0.3302995 + square * (0.180141 + square * (-0.085133 + square * 0.0208351))));
  const inOctant = radians * stepsPerRadian;
  const inQuarter = across >= down ? inOctant : quarter - inOctant;
  const inHalf = dx >= 0 ? inQuarter : 2 * quarter - inQuarter;
  return Math.round(dy >= 0 ? inHalf : 4 * quarter - inHalf) & (aimSteps - 1);
}

/** From one aim to another the short way round: -512 to 511. */
export const turnBetween = (from: number, to: number): number =>
  ((to - from + aimSteps / 2) & (aimSteps - 1)) - aimSteps / 2;
