/** The world as a native client is told of it: plain units, complete in each snapshot. Units: protocol/crosswire.proto. */
import type { WireEvent } from "#protocol";
import type { PlayEvent } from "#protocol/wire";
import { isFlying, pulseAt, type Pulse, type Ship, type World } from "#simulation";

export type PlainSnapshot = Extract<PlayEvent["event"], { case: "snapshot" }>["value"];
type Plain<T> = Omit<T, "$typeName" | "$unknown">;
export type PlainAct = Plain<PlainSnapshot["acts"][number]>;

const aimSteps = 1024;

/** As `Act.Type` numbers them. */
const actTypes = { hit: 1, burst: 2, dashed: 3, respawned: 4 } as const;

export const plainAct = ({ type, tick, ship, by, x4, y4 }: WireEvent): PlainAct => ({
  type: actTypes[type],
  tick,
  seat: ship,
  by,
  x: x4 / 4,
  y: y4 / 4,
});

/** Without acts: those of a snapshot which the reader was too slow for belong into the next. */
export function plainWorld(world: World, seat: number) {
  const own = world.ships.find((ship) => ship.id === seat);
  const { phase, number, endsAtTick } = world.round;
  return {
    tick: world.tick,
    ...(own ? { you: plainOwn(own) } : {}),
    ships: world.ships.filter((ship) => ship !== own).map(plainShip),
    pulses: world.pulses.map((pulse) => plainPulse(pulse, world)),
    round: { podium: phase === "podium", number, endsAtTick },
  };
}

const plainOwn = (ship: Ship) => ({
  ...plainBody(ship),
  score: ship.score,
  fireWaitTicks: ship.fireWait,
  dashWaitTicks: ship.dashWait,
});

const plainShip = (ship: Ship) => ({ seat: ship.id, ...plainBody(ship) });

const plainBody = (ship: Ship) => ({
  x: ship.x,
  y: ship.y,
  vx: ship.vx,
  vy: ship.vy,
  aimTurns: ship.aim / aimSteps,
  energy: ship.energy,
  flying: isFlying(ship),
  shielded: ship.shieldTicks > 0,
});

function plainPulse(pulse: Pulse, { tick, tickRateHz }: World) {
  const at = pulseAt(pulse, tick, tickRateHz);
  const aSecondLater = pulseAt(pulse, tick + tickRateHz, tickRateHz);
  return { seat: pulse.owner, ...at, vx: aSecondLater.x - at.x, vy: aSecondLater.y - at.y };
}
