/**
 * `autopilot=1`: a bot flies this client's ship, for tests and demos. It sees what the player would see, from the netcode and not
 * from the render state, which a hidden tab does not build.
 */
import { botCommand, type BotMemory, newBot, type Ship, type World } from "#simulation";
import type { ControlSample } from "./input/index.ts";
import type { NetcodeSession } from "./netcode/netcode-session.ts";

const fullTurn = Math.PI * 2;

export class Autopilot {
  #memory: BotMemory;

  constructor(seed: number) {
    this.#memory = newBot(seed);
  }

  sample(netcode: NetcodeSession): ControlSample {
    const own = netcode.prediction?.ship;
    if (!own) return { buttons: 0, aim: 0, thrustX: 0, thrustY: 0 };
    const [command, memory] = botCommand(botWorldFrom(netcode, own), own.id, this.#memory);
    this.#memory = memory;
    const { buttons, aim, thrustX, thrustY } = command;
    return { buttons, aim, thrustX, thrustY };
  }
}

function botWorldFrom(netcode: NetcodeSession, own: Ship): World {
  const others = netcode.remoteView.ships().map((ship) => ({
    ...own,
    id: ship.seat,
    x: ship.x,
    y: ship.y,
    vx: Math.cos(ship.aimTurns * fullTurn) * ship.speed,
    vy: Math.sin(ship.aimTurns * fullTurn) * ship.speed,
    energy: ship.energy,
    shieldTicks: ship.shielded ? 1 : 0,
    respawnTicks: ship.flying ? 0 : 1,
  }));
  const ships = [...others, own].toSorted((a, b) => a.id - b.id);
  return {
    tick: netcode.prediction?.tick ?? 0,
    tickRateHz: netcode.timeline.tickRateHz,
    seed: 0,
    round: { phase: "playing", number: 1, endsAtTick: Number.MAX_SAFE_INTEGER },
    ships,
    pulses: [...netcode.pulses.all()].map(({ pulse }) => pulse),
    events: [],
    history: [],
  };
}
