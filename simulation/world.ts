/**
 * The types of the simulated world. Every number is on the wire's grid after each step (see grid.ts), so a snapshot
 * loses nothing, and a browser that steps from it computes the same bits as the server.
 */

/** Pressed controls, as a bit mask. */
export const Button = {
  up: 1,
  down: 2,
  left: 4,
  right: 8,
  fire: 16,
  dash: 32,
} as const;

/** The controls of one ship in one tick. */
export interface Command {
  readonly buttons: number;
  /** Direction of the nose: 0 to 1023, 0 is +x, counted clockwise on screen (y grows downwards). */
  readonly aim: number;
  /** Analogue thrust for touch and gamepad, -7 to 7 on each axis; buttons count as 7. */
  readonly thrustX: number;
  readonly thrustY: number;
  /** The moment of the world that the shooter was shown, in 1/16 ticks; 0 means "now", no rewind. */
  readonly viewTick16: number;
}

export interface Ship {
  /** Seat in the room, 0 to 15. */
  readonly id: number;
  /** Units, on a grid of 1/8. */
  readonly x: number;
  readonly y: number;
  /** Units a second, on a grid of 1/4. */
  readonly vx: number;
  readonly vy: number;
  readonly aim: number;
  /** 0 to 100, on a grid of 1/16. At 0 the ship is destroyed. */
  readonly energy: number;
  /** Ticks until it may fire, dash; ticks of protection left after a respawn; ticks until it respawns (0: it flies). */
  readonly fireWait: number;
  readonly dashWait: number;
  readonly shieldTicks: number;
  readonly respawnTicks: number;
  /** True while the engine is on; only drawn. */
  readonly thrusting: boolean;
  readonly kills: number;
  readonly deaths: number;
  readonly score: number;
  /** Pulses fired so far, modulo 4096; part of the next pulse's id, so that a browser predicts it. */
  readonly shots: number;
}

export interface Pulse {
  /** Unique in a room within a pulse's life: `pulseId` (wire.ts). */
  readonly id: number;
  readonly owner: number;
  readonly spawnTick: number;
  /** Where it spawned, on the grid; it moves straight from there. */
  readonly x: number;
  readonly y: number;
  readonly aim: number;
  /** Lag compensation: how far in the past its targets are tested, in 1/16 ticks. */
  readonly rewindSixteenths: number;
}

/** Something that happened in a tick, to be shown or traced. */
export type GameEvent =
  | { readonly type: "fired"; readonly tick: number; readonly ship: number; readonly pulse: number }
  | { readonly type: "dashed"; readonly tick: number; readonly ship: number }
  | {
      readonly type: "hit";
      readonly tick: number;
      readonly ship: number;
      readonly by: number;
      readonly pulse: number;
      readonly x: number;
      readonly y: number;
    }
  | {
      readonly type: "burst";
      readonly tick: number;
      readonly ship: number;
      readonly by: number;
      readonly pulse: number;
      readonly x: number;
      readonly y: number;
    }
  | { readonly type: "respawned"; readonly tick: number; readonly ship: number }
  | { readonly type: "round-ended"; readonly tick: number }
  | { readonly type: "round-started"; readonly tick: number };

export interface Round {
  readonly phase: "playing" | "podium";
  readonly number: number;
  readonly endsAtTick: number;
}

export interface World {
  readonly tick: number;
  readonly tickRateHz: number;
  readonly seed: number;
  readonly round: Round;
  /** In the order of their ids. */
  readonly ships: readonly Ship[];
  /** By spawn tick, then by owner. */
  readonly pulses: readonly Pulse[];
  /** Of this tick alone. */
  readonly events: readonly GameEvent[];
  /** Positions of the last ticks, newest last, at most `rewindLimitMs` back; for lag compensation. */
  readonly history: readonly HistoryTick[];
}
export interface HistoryTick {
  readonly tick: number;
  /** Flying ships only. */
  readonly ships: readonly { readonly id: number; readonly x: number; readonly y: number }[];
}
