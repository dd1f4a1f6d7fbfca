/**
 * The movement of one ship in one tick. It depends on the ship, its command and the tick alone, so a browser that knows
 * only its own ship computes the same bits as the server.
 */
import { cosine, sine } from "./angle.ts";
import { moveBody } from "./movement.ts";
import {
  clamp,
  onAimGrid,
  onEnergyGrid,
  onPositionGrid,
  onVelocityGrid,
  onVelocityGridTowards,
} from "./grid.ts";
import {
  dashCost,
  energyRegained,
  fullEnergy,
  tickRulesAt,
  shipRadius,
  topSpeed,
} from "./rules.ts";
import type { TickRules } from "./rules.ts";
import { arena } from "./arena.ts";
import { Button } from "./world.ts";
import type { Command, Ship } from "./world.ts";

/** A copy of a ship that a step may change. */
export type ShipDraft = { -readonly [K in keyof Ship]: Ship[K] };

export const emptyCommand: Command = { buttons: 0, aim: 0, thrustX: 0, thrustY: 0, viewTick16: 0 };

export const isFlying = (ship: Ship): boolean => ship.respawnTicks === 0;

/** The ship at `tick`, from the ship one tick before. A waiting ship counts down to 1; `step` chooses where it respawns. */
export function stepShip(
  before: Ship,
  command: Command | undefined,
  tick: number,
  tickRateHz: number,
): ShipDraft {
  const ship: ShipDraft = { ...before };
  if (!isFlying(before)) {
    ship.respawnTicks = Math.max(1, before.respawnTicks - 1);
    return ship;
  }
  const rules = tickRulesAt(tickRateHz);
  ship.fireWait = Math.max(0, before.fireWait - 1);
  ship.dashWait = Math.max(0, before.dashWait - 1);
  ship.shieldTicks = Math.max(0, before.shieldTicks - 1);
  ship.energy = onEnergyGrid(
    Math.min(fullEnergy, before.energy + energyRegained(tick, tickRateHz)),
  );
  // Without a command the ship coasts: engine off, same aim.
  const buttons = command === undefined ? 0 : command.buttons;
  if (command !== undefined) ship.aim = onAimGrid(command.aim);
  const [thrustX, thrustY] = command === undefined ? [0, 0] : thrustOf(command);

  // More than the cost, so that a dash destroys no ship.
  if ((buttons & Button.dash) !== 0 && ship.dashWait === 0 && ship.energy > dashCost) {
    startDash(ship, thrustX, thrustY, rules);
  }
  if (isDashing(ship, rules)) applyDash(ship, rules);
  else applyThrust(ship, thrustX, thrustY, rules);

  if ((buttons & Button.fire) !== 0 && ship.fireWait === 0) {
    ship.fireWait = rules.fireWaitTicks;
    ship.shots = (ship.shots + 1) & 4095;
    ship.shieldTicks = 0;
  }
  return ship;
}

/** The commanded thrust as a vector of length 1 at most, so that diagonals are not faster. */
function thrustOf(command: Command): [number, number] {
  const across = (command.buttons & Button.right ? 7 : 0) - (command.buttons & Button.left ? 7 : 0);
  const down = (command.buttons & Button.down ? 7 : 0) - (command.buttons & Button.up ? 7 : 0);
  const x = (across === 0 ? clamp(command.thrustX | 0, -7, 7) : across) / 7;
  const y = (down === 0 ? clamp(command.thrustY | 0, -7, 7) : down) / 7;
  const length = Math.sqrt(x * x + y * y);
  return length > 1 ? [x / length, y / length] : [x, y];
}

/** A dash is the first ticks of the wait for the next one; it needs no field of its own. */
export const isDashing = (ship: Ship, rules: TickRules): boolean =>
  ship.dashWait > rules.dashWaitTicks - rules.dashTicks;

function startDash(ship: ShipDraft, thrustX: number, thrustY: number, rules: TickRules): void {
  const length = Math.sqrt(thrustX * thrustX + thrustY * thrustY);
  const alongX = length > 0 ? thrustX / length : cosine(ship.aim);
  const alongY = length > 0 ? thrustY / length : sine(ship.aim);
  ship.vx = onVelocityGrid(alongX * rules.dashSpeed);
  ship.vy = onVelocityGrid(alongY * rules.dashSpeed);
  ship.energy -= dashCost;
  ship.dashWait = rules.dashWaitTicks;
}

/** A tick of a dash: no drag, no steering. The last one ends at top speed, so every dash has the same length. */
function applyDash(ship: ShipDraft, rules: TickRules): void {
  moveBody(ship, ship.vx * rules.tickSeconds, ship.vy * rules.tickSeconds);
  const speed = Math.sqrt(ship.vx * ship.vx + ship.vy * ship.vy);
  const kept =
    ship.dashWait === rules.dashWaitTicks - rules.dashTicks + 1 && speed > topSpeed
      ? topSpeed / speed
      : 1;
  ship.vx = onVelocityGrid(ship.vx * kept);
  ship.vy = onVelocityGrid(ship.vy * kept);
  ship.thrusting = true;
  snapToGrid(ship);
}

/** A tick of thrust and drag, solved exactly for the tick's length: velocity decays towards what the thrust would sustain. */
function applyThrust(ship: ShipDraft, thrustX: number, thrustY: number, rules: TickRules): void {
  const goalX = onVelocityGrid(thrustX * topSpeed);
  const goalY = onVelocityGrid(thrustY * topSpeed);
  const overX = ship.vx - goalX;
  const overY = ship.vy - goalY;
  ship.vx = onVelocityGridTowards(goalX + overX * rules.dragKept, goalX);
  ship.vy = onVelocityGridTowards(goalY + overY * rules.dragKept, goalY);
  const bounced = moveBody(
    ship,
    goalX * rules.tickSeconds + overX * rules.dragTravelSeconds,
    goalY * rules.tickSeconds + overY * rules.dragTravelSeconds,
  );
  if (bounced) {
    ship.vx = onVelocityGrid(ship.vx);
    ship.vy = onVelocityGrid(ship.vy);
  }
  ship.thrusting = thrustX !== 0 || thrustY !== 0;
  snapToGrid(ship);
}

function snapToGrid(ship: ShipDraft): void {
  ship.x = clamp(onPositionGrid(ship.x), shipRadius, arena.width - shipRadius);
  ship.y = clamp(onPositionGrid(ship.y), shipRadius, arena.height - shipRadius);
}
