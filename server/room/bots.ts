/** The bots of one room: their seats, names and memories. */
import { botCommand, type BotMemory, type Command, newBot, type World } from "#simulation";

const names = [
  "Nagle",
  "Tahoe",
  "Reno",
  "Vegas",
  "Cubic",
  "Hamming",
  "Gilbert",
  "Elliott",
  "Jacobson",
  "Karn",
  "Aloha",
  "Token",
  "Baran",
  "Pouzin",
  "Perlman",
  "Postel",
];

export class Bots {
  readonly #fillTo: number;
  readonly #seed: number;
  readonly #memories = new Map<number, BotMemory>();

  constructor({ seed, fillTo }: { seed: number; fillTo: number }) {
    this.#seed = seed;
    this.#fillTo = fillTo;
  }

  has(seat: number): boolean {
    return this.#memories.has(seat);
  }
  seats(): number[] {
    return [...this.#memories.keys()];
  }
  nameOf(seat: number): string {
    return names[seat] ?? `Bot ${seat}`;
  }
  wants(players: number): boolean {
    return players + this.#memories.size < this.#fillTo;
  }
  tooMany(players: number): boolean {
    return this.#memories.size > 0 && players + this.#memories.size > this.#fillTo;
  }
  add(seat: number): void {
    this.#memories.set(seat, newBot(this.#seed ^ (seat * 0x9e3779b1)));
  }
  remove(seat: number): void {
    this.#memories.delete(seat);
  }

  /** What each bot does next. */
  *commands(world: World): Generator<[number, Command]> {
    for (const [seat, memory] of this.#memories) {
      const [command, remembered] = botCommand(world, seat, memory);
      this.#memories.set(seat, remembered);
      yield [seat, command];
    }
  }
}
