/** One tick of a room as every snapshot of it shares it: ships on the wire's grid, spawns and events of the last seconds. */
import type { PulseSpawn, OwnShip, RemoteShip, TraceContext, WireEvent } from "#protocol";
import {
  type GameEvent,
  isDashing,
  isFlying,
  tickRulesAt,
  type Pulse,
  type Ship,
  type World,
} from "#simulation";

/** A journey's `apply` context, waiting to be told to those who see the act. */
export interface Traced<T> {
  readonly what: T;
  readonly context: TraceContext | undefined;
}

export interface TickState {
  readonly world: World;
  readonly ships: readonly RemoteShip[];
  /** Pulses in flight, oldest first. */
  readonly spawns: readonly Traced<PulseSpawn>[];
  /** Acts of the last `keptMs`, oldest first. */
  readonly events: readonly Traced<WireEvent>[];
}

/** Longer than any baseline is old; what happened before is not news to anybody. */
export const historyMs = 3000;

export const ownShipOf = (ship: Ship): OwnShip => ({
  x8: ship.x * 8,
  y8: ship.y * 8,
  vx4: ship.vx * 4,
  vy4: ship.vy * 4,
  aim: ship.aim,
  energy16: ship.energy * 16,
  fireWait: ship.fireWait,
  dashWait: ship.dashWait,
  shieldTicks: ship.shieldTicks,
  respawnTicks: ship.respawnTicks,
  shots: ship.shots,
  thrusting: ship.thrusting,
});

export const remoteShipOf = (ship: Ship, tickRateHz: number): RemoteShip => ({
  seat: ship.id,
  x4: Math.round(ship.x * 4),
  y4: Math.round(ship.y * 4),
  aim8: ((ship.aim + 2) >> 2) & 255,
  energy: Math.ceil(ship.energy),
  flying: isFlying(ship),
  thrusting: ship.thrusting,
  shielded: ship.shieldTicks > 0,
  dashing: isFlying(ship) && isDashing(ship, tickRulesAt(tickRateHz)),
  deadReckoningX: 0,
  deadReckoningY: 0,
  deadReckoningTicks: 0,
});

export const spawnOf = (pulse: Pulse): PulseSpawn => ({
  owner: pulse.owner,
  counter: pulse.id & 4095,
  spawnTick: pulse.spawnTick,
  x8: pulse.x * 8,
  y8: pulse.y * 8,
  aim: pulse.aim,
});

/** Undefined for events that snapshots tell in another way: shots are spawns, rounds have their own field. */
export function wireEventOf(act: GameEvent, world: World): WireEvent | undefined {
  switch (act.type) {
    case "hit":
    case "burst": {
      const { type, tick, ship, by, pulse } = act;
      return {
        type,
        tick,
        ship,
        by,
        counter: pulse & 4095,
        x4: Math.round(act.x * 4),
        y4: Math.round(act.y * 4),
      };
    }
    case "dashed":
    case "respawned": {
      const { type, tick, ship } = act;
      const at = world.ships.find(({ id }) => id === ship);
      if (!at) return undefined;
      return {
        type,
        tick,
        ship,
        by: ship,
        counter: 0,
        x4: Math.round(at.x * 4),
        y4: Math.round(at.y * 4),
      };
    }
    case "fired":
    case "round-ended":
    case "round-started":
      return undefined;
  }
}
