/**
 * A scripted match, reduced to one number: engines that compute the same number compute the same
 * game. A subpath of its own, so that a browser test can load it and nothing else.
 */
import { botCommand, newBot } from "./bots.ts";
import { nextRandom, mix32 } from "./random.ts";
import { hashOf } from "./hash.ts";
import { addShip, removeShip, newWorld } from "./room.ts";
import { step } from "./step.ts";
import type { Command, World } from "./world.ts";

const seats = 16;

/** Plays `ticks` ticks of 16 ships, half of them bots; the hashes of all worlds on the way, folded into a u32. */
export function replay(options: {
  readonly seed: number;
  readonly ticks: number;
  readonly tickRateHz: number;
}): number {
  let world = newWorld(options);
  for (let id = 0; id < seats; id++) world = addShip(world, id);
  const bots = Array.from({ length: seats / 2 }, (_, index) => newBot(options.seed + index));
  let hash = 0;
  for (let tick = 0; tick < options.ticks; tick++) {
    const commands = new Map<number, Command>();
    bots.forEach((memory, id) => {
      const [command, next] = botCommand(world, id, memory);
      commands.set(id, command);
      bots[id] = next;
    });
    for (let id = bots.length; id < seats; id++)
      commands.set(id, scripted(world, id, options.seed));
    world = step(world, commands);
    // Now and then another ship takes a seat, which changes the spawns and targets of the others, too.
    if (tick % 400 === 399) {
      const id = Math.floor(tick / 400) % seats;
      world = addShip(removeShip(world, id), id);
    }
    hash = mix32(hash + hashOf(world));
  }
  return hash;
}

/** A player who keeps the same controls for a third of a second, and shoots at a world that is shown up to 600 ms late. */
function scripted(world: World, id: number, seed: number): Command {
  const hold = Math.floor((world.tick * 3) / world.tickRateHz);
  const [buttons, one] = nextRandom(seed + hold * seats + id, 64);
  const [aim, two] = nextRandom(one, 1024);
  const [thrust, three] = nextRandom(two, 225);
  const [late16] = nextRandom(three, Math.floor(world.tickRateHz * 16 * 0.6));
  return {
    buttons,
    aim,
    thrustX: (thrust % 15) - 7,
    thrustY: Math.floor(thrust / 15) - 7,
    viewTick16: Math.max(0, world.tick * 16 - late16),
  };
}
