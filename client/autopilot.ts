/** `autopilot=1`: the client flies itself, seeing what is on screen and nothing more. For tests, demos and a rest. */
import { botCommand, type BotMemory, newBot, type Ship, type World } from "#simulation";
import type { Picture } from "./game/index.ts";
import type { Flight, Hands } from "./netcode/flight.ts";

export class Autopilot {
  #memory: BotMemory;

  constructor(seed: number) {
    this.#memory = newBot(seed);
  }

  hands(flight: Flight, picture: Picture): Hands {
    const own = flight.prediction?.ship;
    if (!own) return { buttons: 0, aim: 0, thrustX: 0, thrustY: 0 };
    const [command, memory] = botCommand(worldFrom(flight, picture, own), own.id, this.#memory);
    this.#memory = memory;
    const { buttons, aim, thrustX, thrustY } = command;
    return { buttons, aim, thrustX, thrustY };
  }
}

function worldFrom(flight: Flight, picture: Picture, own: Ship): World {
  const others = picture.ships
    .filter((ship) => !ship.self)
    .map((ship) => ({
      ...own,
      id: ship.id,
      x: ship.x,
      y: ship.y,
      vx: Math.cos(ship.heading) * ship.speed,
      vy: Math.sin(ship.heading) * ship.speed,
      energy: ship.energy * 100,
      shieldTicks: ship.shielded ? 1 : 0,
      respawnTicks: ship.flying ? 0 : 1,
    }));
  const ships = [...others, own].toSorted((a, b) => a.id - b.id);
  return {
    tick: flight.prediction?.tick ?? 0,
    tickRateHz: flight.timeline.tickRateHz,
    seed: 0,
    round: { phase: "playing", number: 1, endsAtTick: Number.MAX_SAFE_INTEGER },
    ships,
    pulses: [...flight.pulses.all()].map(({ pulse }) => pulse),
    acts: [],
    past: [],
  };
}
