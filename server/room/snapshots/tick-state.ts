/** One tick of a room as every snapshot of it shares it: ships on the wire's grid, spawns and events of the last seconds. */
import type { PulseSpawn, RemoteShip, TraceContext, WireEvent } from "#protocol";
import { type GameEvent, pointOnWire, pulseCounter, type World } from "#simulation";

/** A spawn or event with the context of its `apply` span, for the snapshots of players who trace. */
export interface Traced<T> {
  readonly what: T;
  readonly context: TraceContext | undefined;
}

export interface TickState {
  readonly world: World;
  readonly ships: readonly RemoteShip[];
  /** Pulses in flight, oldest first. */
  readonly spawns: readonly Traced<PulseSpawn>[];
  /** Events of the last `historyMs`, oldest first. */
  readonly events: readonly Traced<WireEvent>[];
}

/** No baseline is older than this, so no snapshot contains older events. */
export const historyMs = 3000;

/** Undefined for events that snapshots carry in another form: shots are spawns, rounds have their own field. */
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
        counter: pulseCounter(pulse),
        ...pointOnWire(act),
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
        ...pointOnWire(at),
      };
    }
    case "fired":
    case "round-ended":
    case "round-started":
      return undefined;
  }
}
