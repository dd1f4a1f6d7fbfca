/** The rooms of this process: made when the first player wishes for one, kept for a while when the last one leaves. */
import { Room, type RoundResult } from "./room.ts";
import type { Tracing } from "./session.ts";
import type { Clock } from "./tick-loop.ts";

export interface RoomsOptions {
  readonly tickRateHz: number;
  /** Bots fill a room to this many ships unless its first player wished otherwise. */
  readonly fillTo: number;
  readonly clock: Clock;
  readonly tracing: Tracing | undefined;
  readonly roundEnded: (result: RoundResult) => void;
  /** Seeds of new rooms; from the world outside, so that no two lobbies are alike. */
  readonly seed: () => number;
  readonly maxRooms?: number;
}

/** A room waits this long for somebody to come back before its score is forgotten. */
const emptyMs = 60_000;

export class Rooms {
  readonly #rooms = new Map<string, Room>();
  /** Empty rooms, and how to keep one. */
  readonly #closing = new Map<Room, () => void>();
  readonly #options: RoomsOptions;

  constructor(options: RoomsOptions) {
    this.#options = options;
  }

  /** The room of that name; undefined when there are too many rooms already. */
  find(name: string, bots: number | undefined): Room | undefined {
    const known = this.#rooms.get(name);
    if (known) {
      this.#keep(known);
      return known;
    }
    const { tickRateHz, fillTo, clock, tracing, roundEnded, seed, maxRooms = 64 } = this.#options;
    if (this.#rooms.size >= maxRooms) return undefined;
    const room = new Room({
      name,
      seed: seed(),
      tickRateHz,
      fillTo: bots ?? fillTo,
      clock,
      tracing,
      roundEnded,
      emptied: (empty) => this.#closeLater(empty),
      closed: (gone) => this.#forget(gone),
    });
    this.#rooms.set(name, room);
    return room;
  }

  list(): readonly Room[] {
    return [...this.#rooms.values()];
  }

  closeAll(): void {
    for (const room of this.#rooms.values()) room.close();
  }

  #closeLater(room: Room): void {
    this.#keep(room);
    this.#closing.set(
      room,
      this.#options.clock.after(emptyMs, () => room.close()),
    );
  }

  #keep(room: Room): void {
    this.#closing.get(room)?.();
    this.#closing.delete(room);
  }

  /** Its tick has stopped: whoever comes next gets a new one. */
  #forget(room: Room): void {
    this.#keep(room);
    if (this.#rooms.get(room.room) === room) this.#rooms.delete(room.room);
  }
}
