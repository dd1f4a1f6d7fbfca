/**
 * The rooms of this process: made when the first player wishes for one, kept for a while when the last one has left. A room
 * without players neither ticks on nor keeps another from being made.
 */
import type { Faults } from "../faults.ts";
import { Room, type RoundResult } from "../room/room.ts";
import type { Tracing } from "../span-budget.ts";
import type { Clock } from "../clock.ts";

export interface RoomsOptions {
  readonly tickRateHz: number;
  /** Bots fill a room to this many ships unless its first player wished otherwise. */
  readonly fillTo: number;
  readonly clock: Clock;
  readonly tracing: Pick<Tracing, "recorder"> | undefined;
  readonly faults: Faults;
  readonly roundEnded: (result: RoundResult) => void;
  /** Seeds of new rooms; from the world outside, so that no two lobbies are alike. */
  readonly seed: () => number;
  /** 64 by default; one of them is the lobby's. */
  readonly maxRooms?: number;
}

/** An empty room stands still after this time: a reload comes back within it, and nobody else sees the tick. */
const pauseAfterMs = 5000;
/** An empty room is forgotten after this time, with its score. */
const closeAfterMs = 60_000;
/** Where players go who wish for no room: nobody can take its place. */
const lobby = "lobby";

export class Rooms {
  readonly #rooms = new Map<string, Room>();
  /** The network whose player made a room. */
  readonly #creators = new WeakMap<Room, string>();
  /** Rooms without players, longest first, and how to call off what awaits them. */
  readonly #empty = new Map<Room, () => void>();
  readonly #options: RoomsOptions;

  constructor(options: RoomsOptions) {
    this.#options = options;
  }

  /** Whether a player of this network finds that room or may make it; one who made `most` rooms with players makes no more. */
  mayJoin(name: string, network: string, most: number): boolean {
    if (name === lobby || this.#rooms.has(name)) return true;
    const isTheirs = (room: Room): boolean =>
      this.#creators.get(room) === network && room.name !== lobby && !this.#empty.has(room);
    return this.list().filter(isTheirs).length < most;
  }

  /** The room of that name; undefined when there are too many rooms with players already. */
  findOrCreate(name: string, bots: number | undefined, network = ""): Room | undefined {
    const known = this.#rooms.get(name);
    if (known) return known;
    if (name !== lobby && !this.#hasCapacity()) return undefined;
    const { tickRateHz, fillTo, clock, tracing, faults, roundEnded, seed } = this.#options;
    const room = new Room({
      name,
      seed: seed(),
      tickRateHz,
      fillTo: bots ?? fillTo,
      clock,
      tracing,
      roundEnded,
      occupancyChanged: (which, isOccupied) =>
        isOccupied ? this.#cancelClose(which) : this.#scheduleClose(which),
      closed: (gone) => this.#remove(gone),
      failed: (which, error) =>
        faults.record("room", `Room ${which.name} has closed after an error`, error),
    });
    this.#rooms.set(name, room);
    this.#creators.set(room, network);
    this.#scheduleClose(room);
    return room;
  }

  list(): readonly Room[] {
    return [...this.#rooms.values()];
  }

  closeAll(): void {
    for (const room of this.#rooms.values()) room.close();
  }

  /** Whether there is room for one more besides the lobby; the room that has been empty for longest makes way. */
  #hasCapacity(): boolean {
    const { maxRooms = 64 } = this.#options;
    const others = this.list().filter(({ name: room }) => room !== lobby);
    if (others.length < maxRooms - 1) return true;
    const empty = [...this.#empty.keys()].find(({ name: room }) => room !== lobby);
    empty?.close();
    return empty !== undefined;
  }

  #scheduleClose(room: Room): void {
    const { clock } = this.#options;
    const pause = clock.after(pauseAfterMs, () => room.pause());
    const close = clock.after(closeAfterMs, () => room.close());
    this.#empty.set(room, () => {
      pause();
      close();
    });
  }

  #cancelClose(room: Room): void {
    this.#empty.get(room)?.();
    this.#empty.delete(room);
  }

  /** Its tick has stopped: whoever comes next gets a new one. */
  #remove(room: Room): void {
    this.#cancelClose(room);
    if (this.#rooms.get(room.name) === room) this.#rooms.delete(room.name);
  }
}
