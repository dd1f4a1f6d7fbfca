/**
 * The player's own ship, stepped at once by the server's own rules. Where a snapshot differs, the server's state is taken and the
 * commands since are replayed; the drawn ship glides from the old place to the new one.
 */
import {
  type Command,
  emptyCommand,
  isFlying,
  type Pulse,
  type Ship,
  step,
  stepShip,
  withShip,
  type World,
} from "#simulation";
import { sameShip } from "./own-ship.ts";

export interface Correction {
  /** Distance between the predicted and the server's ship. */
  readonly units: number;
}

/** Commands and states are kept for replay for 2 s at 60 Hz, the furthest that a browser runs ahead. */
const historyTicks = 128;
/** A longer correction is drawn as a jump, without smoothing. */
const teleportUnits = 150;
const smoothingMs = 90;

export class Prediction {
  readonly #tickRateHz: number;
  readonly #commands = new Map<number, Command>();
  readonly #states = new Map<number, Ship>();
  #world: World;
  #offset = { x: 0, y: 0 };
  #offsetMs = 0;

  constructor(ship: Ship, tick: number, tickRateHz: number) {
    this.#tickRateHz = tickRateHz;
    const round = { phase: "playing", number: 1, endsAtTick: Number.MAX_SAFE_INTEGER } as const;
    this.#world = {
      tick,
      tickRateHz,
      seed: 0,
      round,
      ships: [ship],
      pulses: [],
      events: [],
      history: [],
    };
    this.#states.set(tick, ship);
  }

  get tick(): number {
    return this.#world.tick;
  }
  get ship(): Ship {
    const [ship] = this.#world.ships;
    if (!ship) throw new Error("the predicted world has lost its ship");
    return ship;
  }
  commandAt(tick: number): Command | undefined {
    return this.#commands.get(tick);
  }

  /** Steps one tick; answers the pulse that was fired in it, if any. */
  advance(command: Command): Pulse | undefined {
    this.#world = stepped(this.#world, command);
    const { tick } = this.#world;
    this.#commands.set(tick, command);
    this.#states.set(tick, this.ship);
    this.#commands.delete(tick - historyTicks);
    this.#states.delete(tick - historyTicks);
    return this.#world.pulses.find((pulse) => pulse.spawnTick === tick);
  }

  /** This page stood still: goes on from `tick`, without the ticks in between. */
  skipTo(tick: number): void {
    this.#world = { ...this.#world, tick };
    this.#states.set(tick, this.ship);
  }

  /** Takes the server's ship after `tick`. Answers the correction that it took, or undefined where the two agree. */
  reconcile(
    serverShip: Ship,
    tick: number,
    nowMs: number,
    replay: boolean,
  ): Correction | undefined {
    const predicted = this.#states.get(tick);
    if (predicted && sameShip(predicted, serverShip) && replay) return undefined;
    const before = this.ship;
    const target = this.#world.tick;
    let world = withShip({ ...this.#world, tick }, serverShip);
    this.#states.set(tick, serverShip);
    if (!replay || tick > target) {
      this.#world = { ...world, tick: Math.max(tick, target) };
      return this.#smooth(before, nowMs);
    }
    for (let next = tick + 1; next <= target; next++) {
      world = stepped(world, this.#commands.get(next) ?? { ...emptyCommand, aim: serverShip.aim });
      const [ship] = world.ships;
      if (ship) this.#states.set(next, ship);
    }
    this.#world = world;
    return this.#smooth(before, nowMs);
  }

  /** The ship between its last tick and the next one, with the controls of this moment: a keypress shows in this very frame. */
  renderShip(controls: Command, share: number, nowMs: number): Ship {
    const now = this.ship;
    const next = isFlying(now) ? stepShip(now, controls, this.tick + 1, this.#tickRateHz) : now;
    const left = Math.exp(-(nowMs - this.#offsetMs) / smoothingMs);
    return {
      ...next,
      x: now.x + (next.x - now.x) * share + this.#offset.x * left,
      y: now.y + (next.y - now.y) * share + this.#offset.y * left,
      energy: now.energy,
      shots: now.shots,
    };
  }

  #smooth(before: Ship, nowMs: number): Correction {
    const left = Math.exp(-(nowMs - this.#offsetMs) / smoothingMs);
    const x = before.x - this.ship.x;
    const y = before.y - this.ship.y;
    const units = Math.hypot(x, y);
    const teleport = units > teleportUnits || isFlying(before) !== isFlying(this.ship);
    this.#offset = teleport
      ? { x: 0, y: 0 }
      : { x: x + this.#offset.x * left, y: y + this.#offset.y * left };
    this.#offsetMs = nowMs;
    return { units: teleport ? 0 : units };
  }
}

/** The server's own `step`, in a world of one ship. A burst ship waits, because only the server knows where it returns. */
function stepped(world: World, command: Command): World {
  const [ship] = world.ships;
  // Fired pulses are kept in pulses.ts.
  if (!ship || isFlying(ship))
    return step({ ...world, pulses: [] }, new Map([[ship?.id ?? 0, command]]));
  const tick = world.tick + 1;
  return { ...world, tick, ships: [stepShip(ship, command, tick, world.tickRateHz)], events: [] };
}
