/**
 * A player's snapshots in plain units, each complete in itself. It knows what the snapshots say and nothing else: of other
 * ships as much as a browser is told, of pulses those that a snapshot has named. Units: protocol/crosswire.proto.
 */
import type { OwnShip, RemoteShip, Snapshot, WireEvent } from "#protocol";
import type { PlayEvent } from "#protocol/wire";
import {
  pointFromWire,
  type Pulse,
  pulseAt,
  pulseEndTick,
  pulseFromWire,
  pulseId,
} from "#simulation";

export type GrpcSnapshot = Extract<PlayEvent["event"], { case: "snapshot" }>["value"];
type WithoutMeta<T> = Omit<T, "$typeName" | "$unknown">;
export type GrpcAct = WithoutMeta<GrpcSnapshot["acts"][number]>;
/** Without acts: those of a snapshot which the reader was too slow for belong into the next. */
export type GrpcWorldState = ReturnType<GrpcWorld["state"]>;

const aimSteps = 1024;
const aim8Steps = 256;

/** As `Act.Type` numbers them. */
const actTypes = { hit: 1, burst: 2, dashed: 3, respawned: 4 } as const;

export const grpcAct = ({ type, tick, ship, by, x4, y4 }: WireEvent): GrpcAct => ({
  type: actTypes[type],
  tick,
  seat: ship,
  by,
  ...pointFromWire({ x4, y4 }),
});

export class GrpcWorld {
  readonly #tickRateHz: number;
  /** In flight, as far as the snapshots said; by id. */
  readonly #pulses = new Map<number, Pulse>();

  constructor(tickRateHz: number) {
    this.#tickRateHz = tickRateHz;
  }

  /** Every snapshot, in order: a pulse is named once. */
  update({ tick, spawns, events }: Snapshot): void {
    for (const spawn of spawns) {
      const pulse = pulseFromWire(spawn);
      this.#pulses.set(pulse.id, pulse);
    }
    for (const { type, by, counter } of events)
      if (type === "hit" || type === "burst") this.#pulses.delete(pulseId(by, counter));
    for (const [id, pulse] of this.#pulses)
      if (pulseEndTick(pulse, this.#tickRateHz) <= tick) this.#pulses.delete(id);
  }

  /** `score` is that of the player's own ship, which rosters tell. */
  state({ tick, own, ships, events, round }: Snapshot, score: number) {
    const hasJumped = ({ seat }: RemoteShip): boolean =>
      events.some(({ type, ship }) => type === "respawned" && ship === seat);
    const { phase, number, endsAtTick } = round;
    return {
      tick,
      ...(own ? { you: { ...ownShip(own), score } } : {}),
      ships: ships.map((ship) => this.#remoteShip(ship, hasJumped(ship))),
      pulses: [...this.#pulses.values()].map((pulse) => this.#pulse(pulse, tick)),
      round: { podium: phase === "podium", number, endsAtTick },
    };
  }

  #remoteShip(ship: RemoteShip, hasJumped: boolean) {
    const { deadReckoningX, deadReckoningY, deadReckoningTicks } = ship;
    const isMoving = ship.flying && !hasJumped && deadReckoningTicks > 0;
    const perSecond = isMoving ? this.#tickRateHz / deadReckoningTicks : 0;
    return {
      seat: ship.seat,
      ...pointFromWire(ship),
      vx: (deadReckoningX / 4) * perSecond,
      vy: (deadReckoningY / 4) * perSecond,
      aimTurns: ship.aim8 / aim8Steps,
      energy: ship.energy,
      flying: ship.flying,
      shielded: ship.shielded,
    };
  }

  #pulse(pulse: Pulse, tick: number) {
    const at = pulseAt(pulse, tick, this.#tickRateHz);
    const aSecondLater = pulseAt(pulse, tick + this.#tickRateHz, this.#tickRateHz);
    return { seat: pulse.owner, ...at, vx: aSecondLater.x - at.x, vy: aSecondLater.y - at.y };
  }
}

const ownShip = (ship: OwnShip) => ({
  x: ship.x8 / 8,
  y: ship.y8 / 8,
  vx: ship.vx4 / 4,
  vy: ship.vy4 / 4,
  aimTurns: ship.aim / aimSteps,
  energy: ship.energy16 / 16,
  flying: ship.respawnTicks === 0,
  shielded: ship.shieldTicks > 0,
  fireWaitTicks: ship.fireWait,
  dashWaitTicks: ship.dashWait,
});
