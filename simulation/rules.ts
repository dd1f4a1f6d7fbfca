/** The numbers of the game in seconds and units, and in ticks of each rate. */
import { energyGrid } from "./grid.ts";

export const shipRadius = 16;
export const topSpeed = 430;
/** Thrust of 900 units a second squared, which drag balances at top speed. */
export const dragPerSecond = 900 / topSpeed;
/** The share of its speed that a ship keeps when it meets a wall. */
export const bounce = 0.4;

/** A dash covers the distance of 950 units a second in 160 ms, whatever the number of ticks. */
const dashUnits = 152;
export const dashCost = 20;

export const pulseSpeed = 820;
export const pulseRadius = 4;
export const pulseLifeMs = 1100;
export const pulseDamage = 16;
/** Just outside the hull, and near enough that a ship on top of another still hits it. */
export const muzzleUnits = 18;

export const fullEnergy = 100;
const energyPerSecond = 5;

/** Source allows a second; half a second covers the worst weather preset and its interpolation delay. */
export const rewindLimitMs = 500;

export const points = { kill: 100, hit: 10, death: -25 } as const;

/** The rules in ticks of one rate. */
export interface TickRules {
  readonly tickSeconds: number;
  /** The share of a speed difference that is left after a tick of drag, and the seconds' worth of it that is moved in that tick. */
  readonly dragKept: number;
  readonly dragTravelSeconds: number;
  readonly dashTicks: number;
  readonly dashSpeed: number;
  readonly dashWaitTicks: number;
  readonly fireWaitTicks: number;
  readonly respawnTicks: number;
  readonly shieldTicks: number;
  readonly roundTicks: number;
  readonly podiumTicks: number;
  readonly rewindLimit16: number;
}

const tickRulesByRate: TickRules[] = [];

/** A pure function of the rate; each rate is computed once. */
export function tickRulesAt(tickRateHz: number): TickRules {
  return (tickRulesByRate[tickRateHz] ??= computedTickRules(tickRateHz));
}

function computedTickRules(tickRateHz: number): TickRules {
  if (!Number.isInteger(tickRateHz) || tickRateHz < 10 || tickRateHz > 60)
    throw new RangeError(`a room ticks at 10 to 60 whole Hz, not ${tickRateHz}`);
  const ticks = (ms: number): number => Math.max(1, Math.round((ms * tickRateHz) / 1000));
  const dragKept = exponentialDecay(dragPerSecond / tickRateHz);
  // Rounded up, so that the speed that covers the distance never exceeds 950.
  const dashTicks = Math.ceil((160 * tickRateHz) / 1000);
  return {
    tickSeconds: 1 / tickRateHz,
    dragKept,
    dragTravelSeconds: (1 - dragKept) / dragPerSecond,
    dashTicks,
    dashSpeed: (dashUnits * tickRateHz) / dashTicks,
    dashWaitTicks: ticks(1200),
    fireWaitTicks: ticks(180),
    respawnTicks: ticks(2000),
    shieldTicks: ticks(1500),
    roundTicks: ticks(180_000),
    podiumTicks: ticks(10_000),
    rewindLimit16: Math.floor((rewindLimitMs * tickRateHz * 16) / 1000),
  };
}

/** e to the power of -x, by its series: exact to a double's last bits for the small x of one tick. */
export function exponentialDecay(x: number): number {
  let sum = 1;
  for (let n = 20; n >= 1; n--) sum = 1 - (x / n) * sum;
  return sum;
}

/**
 * What a ship regains in a tick. A tick's share of 5 a second is not on the grid of 1/16 at most rates, so the
 * amount is spread by tick number: some ticks give a sixteenth more, and a second always gives 5.
 */
export function energyRegained(tick: number, tickRateHz: number): number {
  const dealtBy = (t: number): number =>
    Math.floor((t * energyPerSecond * energyGrid) / tickRateHz);
  return (dealtBy(tick) - dealtBy(tick - 1)) / energyGrid;
}
