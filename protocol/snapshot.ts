/**
 * The world for one player in one tick, as whole numbers on the wire's grid. How it is packed: snapshot-codec.ts.
 * Own ship travels exactly, so that prediction can be compared bit by bit; other ships as finely as they are drawn.
 */
import type { TraceContext } from "./tracing.ts";

/** Everything `step` reads of one's own ship. Positions in 1/8 units, velocities in 1/4 units/s, energy in 1/16. */
export interface OwnShip {
  readonly x8: number;
  readonly y8: number;
  readonly vx4: number;
  readonly vy4: number;
  readonly aim: number;
  readonly energy16: number;
  readonly fireWait: number;
  readonly dashWait: number;
  readonly shieldTicks: number;
  readonly respawnTicks: number;
  readonly shots: number;
  readonly thrusting: boolean;
}

/** Another ship, for drawing. Positions in 1/4 units, aim in 1/256 turns, energy 0 to 100. */
export interface RemoteShip {
  readonly seat: number;
  readonly x4: number;
  readonly y4: number;
  readonly aim8: number;
  readonly energy: number;
  readonly flying: boolean;
  readonly thrusting: boolean;
  readonly shielded: boolean;
  readonly dashing: boolean;
  /** Movement since the baseline this record was packed against, over `driftTicks`: predicts the next position. */
  readonly deadReckoningX: number;
  readonly deadReckoningY: number;
  readonly deadReckoningTicks: number;
  /** Number of its last pulse that both ends know of: predicts the next birth. Set by the codec, like the drift. */
  readonly lastCounter?: number;
}

/** A pulse was fired: enough to fly it everywhere. Position in 1/8 units. */
export interface PulseSpawn {
  readonly owner: number;
  /** The pulse's number within its owner, 0 to 4095. */
  readonly counter: number;
  readonly spawnTick: number;
  readonly x8: number;
  readonly y8: number;
  readonly aim: number;
}

/** Something to show once. Position in 1/4 units. */
export interface WireEvent {
  readonly type: "hit" | "burst" | "dashed" | "respawned";
  readonly tick: number;
  readonly ship: number;
  /** The shooter; equal to `ship` where there is none. */
  readonly by: number;
  /** The pulse's number within the shooter; 0 where there is none. */
  readonly counter: number;
  readonly x4: number;
  readonly y4: number;
}

export interface WireRound {
  readonly phase: "playing" | "podium";
  readonly number: number;
  readonly endsAtTick: number;
}

/** The journey of a shot, told to those who see it: `apply` contexts of spawns and events, by index. */
export interface EventContext {
  readonly of: "spawn" | "event";
  readonly index: number;
  readonly context: TraceContext;
}

export interface Snapshot {
  readonly tick: number;
  /** The tick this is a delta against; 0 for none. */
  readonly baselineTick: number;
  /** How late the tick was against its schedule, in 1/10 ms. */
  readonly tickLateTenthMs: number;
  /**
   * Snapshots that the sender held back so far, modulo 65536: because too many were unacknowledged, and because the link
   * would not take them.
   */
  readonly skippedUnacked: number;
  readonly skippedLinkFull: number;
  /** How many ticks ahead of this one the newest command was, -64 to 63; negative is too late. */
  readonly lead: number;
  /** False when this tick had no command from this player and repeated the last. */
  readonly hadCommand: boolean;
  readonly round: WireRound;
  readonly own: OwnShip | undefined;
  readonly ships: readonly RemoteShip[];
  /** Fired after the baseline, or all that fly where there is none. */
  readonly spawns: readonly PulseSpawn[];
  /** Happened after the baseline, or in this tick where there is none. */
  readonly events: readonly WireEvent[];
  readonly contexts: readonly EventContext[];
}
