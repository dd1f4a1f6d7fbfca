/** The world as a native client is told of it: plain units, complete in each snapshot. Units: protocol/crosswire.proto. */
import type { WireEvent } from "#protocol";
import type { PlayEvent } from "#protocol/wire";
import { isFlying, pulseAt, type Pulse, type Ship, type World } from "#simulation";

export type GrpcSnapshot = Extract<PlayEvent["event"], { case: "snapshot" }>["value"];
type WithoutMeta<T> = Omit<T, "$typeName" | "$unknown">;
export type GrpcAct = WithoutMeta<GrpcSnapshot["acts"][number]>;

const aimSteps = 1024;

/** As `Act.Type` numbers them. */
const actTypes = { hit: 1, burst: 2, dashed: 3, respawned: 4 } as const;

export const grpcAct = ({ type, tick, ship, by, x4, y4 }: WireEvent): GrpcAct => ({
  type: actTypes[type],
  tick,
  seat: ship,
  by,
  x: x4 / 4,
  y: y4 / 4,
});

/** Without acts: those of a snapshot which the reader was too slow for belong into the next. */
export function grpcWorld(world: World, seat: number) {
  const own = world.ships.find((ship) => ship.id === seat);
  const { phase, number, endsAtTick } = world.round;
  return {
    tick: world.tick,
    ...(own ? { you: grpcOwnShip(own) } : {}),
    ships: world.ships.filter((ship) => ship !== own).map(grpcShip),
    pulses: world.pulses.map((pulse) => grpcPulse(pulse, world)),
    round: { podium: phase === "podium", number, endsAtTick },
  };
}

const grpcOwnShip = (ship: Ship) => ({
  ...grpcBody(ship),
  score: ship.score,
  fireWaitTicks: ship.fireWait,
  dashWaitTicks: ship.dashWait,
});

const grpcShip = (ship: Ship) => ({ seat: ship.id, ...grpcBody(ship) });

const grpcBody = (ship: Ship) => ({
  x: ship.x,
  y: ship.y,
  vx: ship.vx,
  vy: ship.vy,
  aimTurns: ship.aim / aimSteps,
  energy: ship.energy,
  flying: isFlying(ship),
  shielded: ship.shieldTicks > 0,
});

function grpcPulse(pulse: Pulse, { tick, tickRateHz }: World) {
  const at = pulseAt(pulse, tick, tickRateHz);
  const aSecondLater = pulseAt(pulse, tick + tickRateHz, tickRateHz);
  return { seat: pulse.owner, ...at, vx: aSecondLater.x - at.x, vy: aSecondLater.y - at.y };
}
