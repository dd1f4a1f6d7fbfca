/** How bots differ, and their memory between ticks. Both follow from one seed. */
import { nextRandom, mix32 } from "./random.ts";

/** The traits of a bot, the same as long as it plays. */
export interface BotPersonality {
  /** It reacts to the world as it was this long ago, as a person does. */
  readonly reactionMs: number;
  /** Its greatest aiming error, in steps of 1/1024 turn. */
  readonly maxAimErrorSteps: number;
  readonly turnStepsPerSecond: number;
  /** Its preferred distance from its target, in units. */
  readonly rangeUnits: number;
  /** Below this energy it retreats. */
  readonly fleeEnergy: number;
  /** The share of approaching pulses that it notices. */
  readonly alertness: number;
  /** How long it fires, and how long it pauses. */
  readonly burstMs: number;
  readonly pauseMs: number;
  /** Decides which ships it prefers to hunt; see `liking`. */
  readonly preferenceSeed: number;
}

export interface BotMemory {
  readonly seed: number;
  readonly personality: BotPersonality;
  /** When it next decides on its target, its goal and its direction of circling. */
  readonly decideAtTick: number;
  /** A ship's id, or -1. */
  readonly target: number;
  readonly plan: "fight" | "travel" | "flee";
  /** Where it is going unless it fights, and the next waypoint on the path there. */
  readonly goalX: number;
  readonly goalY: number;
  readonly waypointX: number;
  readonly waypointY: number;
  /** Where it last stayed within a small area, and since when. */
  readonly stayX: number;
  readonly stayY: number;
  readonly staySinceTick: number;
  /** Until then it moves away from that place and does not fight. */
  readonly leaveUntilTick: number;
  /** Which way round its target it flies. */
  readonly circleDirection: 1 | -1;
  readonly aimErrorSteps: number;
  /** Until then it dodges a pulse, in this direction. */
  readonly dodgeUntilTick: number;
  readonly dodgeX: number;
  readonly dodgeY: number;
}

export function newBot(seed: number): BotMemory {
  const [rolls, next] = randomShares(seed, 8);
  const between = (index: number, least: number, most: number): number =>
    least + (most - least) * (rolls[index] ?? 0);
  return {
    seed: next,
    personality: {
      reactionMs: between(0, 160, 300),
      maxAimErrorSteps: between(1, 14, 44),
      turnStepsPerSecond: between(2, 1000, 1900),
      rangeUnits: between(3, 170, 460),
      fleeEnergy: between(4, 12, 45),
      alertness: between(5, 0.25, 0.85),
      burstMs: between(6, 500, 1300),
      pauseMs: between(7, 250, 700),
      preferenceSeed: mix32(next),
    },
    decideAtTick: 0,
    target: -1,
    plan: "travel",
    goalX: 0,
    goalY: 0,
    waypointX: 0,
    waypointY: 0,
    stayX: 0,
    stayY: 0,
    staySinceTick: 0,
    leaveUntilTick: 0,
    circleDirection: 1,
    aimErrorSteps: 0,
    dodgeUntilTick: 0,
    dodgeX: 0,
    dodgeY: 0,
  };
}

/** `count` shares from 0 to 1 and the next seed. */
export function randomShares(seed: number, count: number): [number[], number] {
  const rolls: number[] = [];
  let next = seed;
  for (let index = 0; index < count; index++) {
    const [roll, after] = nextRandom(next, 4096);
    rolls.push(roll / 4096);
    next = after;
  }
  return [rolls, next];
}

/** 0.6 to 1.4, fixed for a pair of ships: bots prefer different targets, so that they do not all hunt the same ship. */
export const targetPreference = (personality: BotPersonality, ship: number): number =>
  0.6 + (0.8 * (mix32(personality.preferenceSeed + ship) % 1024)) / 1024;
