/** Who sits where in one room: players, and bots that fill it up and make way one by one. */
import { seats as seatCount } from "#protocol";
import { addShip, type Command, removeShip, type World } from "#simulation";
import { Bots } from "./bots.ts";
import type { Seat } from "./seat.ts";

const seatNumbers: readonly number[] = Array.from({ length: seatCount }, (_, seat) => seat);

export class Seats {
  readonly #players = new Map<number, Seat>();
  readonly #bots: Bots;

  constructor(options: { seed: number; fillTo: number }) {
    this.#bots = new Bots(options);
  }

  get playerCount(): number {
    return this.#players.size;
  }

  players(): IterableIterator<Seat> {
    return this.#players.values();
  }

  player(seat: number): Seat | undefined {
    return this.#players.get(seat);
  }

  nameOf(seat: number): string {
    return this.#players.get(seat)?.name ?? this.#bots.nameOf(seat);
  }

  /** The seat for one more player; undefined in a full room. The last bot gives up its own. */
  freeSeat(): number | undefined {
    return this.#empty() ?? this.#bots.seats().at(-1);
  }

  /** Two tabs with one name are told apart: Nova, Nova 2, Nova 3. */
  freeName(wanted: string): string {
    // The names of bots that are not here now are taken too: they may come back.
    const taken = new Set(seatNumbers.map((seat) => this.#bots.nameOf(seat)));
    for (const { name } of this.#players.values()) taken.add(name);
    if (!taken.has(wanted)) return wanted;
    for (let number = 2; ; number++) {
      const name = numberedName(wanted, number);
      if (!taken.has(name)) return name;
    }
  }

  sit(player: Seat): void {
    this.#players.set(player.number, player);
  }

  leave(seat: number): void {
    this.#players.delete(seat);
  }

  /** The world with a ship for this player in place of a bot's, if one had the seat. */
  withShip(world: World, seat: number): World {
    if (!this.#bots.has(seat)) return addShip(world, seat);
    return addShip(this.#withoutBot(world, seat), seat);
  }

  /** The world with as many bots as the players leave places for. */
  filled(world: World): World {
    let filled = world;
    while (this.#bots.wants(this.#players.size)) {
      const seat = this.#empty();
      if (seat === undefined) break;
      this.#bots.add(seat);
      filled = addShip(filled, seat);
    }
    while (this.#bots.tooMany(this.#players.size)) {
      const seat = this.#bots.seats().at(-1);
      if (seat === undefined) break;
      filled = this.#withoutBot(filled, seat);
    }
    return filled;
  }

  botCommands(world: World): Iterable<[number, Command]> {
    return this.#bots.commands(world);
  }

  #withoutBot(world: World, seat: number): World {
    this.#bots.remove(seat);
    return removeShip(world, seat);
  }

  #empty(): number | undefined {
    return seatNumbers.find((seat) => !this.#players.has(seat) && !this.#bots.has(seat));
  }
}

/** As long as a name may be: the wire has no place for more. */
function numberedName(name: string, number: number): string {
  const suffix = ` ${number}`;
  const kept = Array.from(name)
    .slice(0, 24 - suffix.length)
    .join("");
  return kept.trimEnd() + suffix;
}
