/**
 * The rooms of this process. A room is made for its first player and kept for a while after its last one has left. A room
 * without players stops ticking, and gives up its place for another.
 */
import type { Clock } from "../clock.ts";
import type { Faults } from "../faults.ts";
import type { Feature } from "../room/feature.ts";
import type { Room } from "../room/room.ts";
import type { Tracing } from "../span-budget.ts";
import { RoomHandle } from "./room-handle.ts";

export interface RoomsOptions {
  readonly tickRateHz: number;
  /** Bots fill a room to this many ships unless its first player asked for another number. */
  readonly fillTo: number;
  readonly clock: Clock;
  readonly tracing: Pick<Tracing, "recorder"> | undefined;
  readonly faults: Faults;
  readonly features: readonly Feature[];
  /** Makes the seeds of new rooms; random, so that no two lobbies are alike. */
  readonly seed: () => number;
  /** 64 by default; one of them is the lobby's. */
  readonly maxRooms?: number;
}

/** An empty room stops ticking after this time; a reload takes less. */
const pauseAfterMs = 5000;
/** An empty room closes after this time, and its scores are gone. */
const closeAfterMs = 60_000;
/** The room of players who name none. Other rooms cannot take its place. */
const lobby = "lobby";

export class Rooms {
  readonly #rooms = new Map<string, RoomHandle>();
  /** The network whose player made a room. */
  readonly #creators = new WeakMap<RoomHandle, string>();
  /** Rooms without players, the longest empty first, each with a function that cancels its pause and close. */
  readonly #empty = new Map<RoomHandle, () => void>();
  readonly #options: RoomsOptions;

  constructor(options: RoomsOptions) {
    this.#options = options;
  }

  /** Whether that room exists or this network may make it: a network that made `most` rooms with players makes no more. */
  mayJoin(name: string, network: string, most: number): boolean {
    if (name === lobby || this.#rooms.has(name)) return true;
    const isTheirs = (handle: RoomHandle): boolean =>
      this.#creators.get(handle) === network &&
      handle.room.name !== lobby &&
      !this.#empty.has(handle);
    return [...this.#rooms.values()].filter(isTheirs).length < most;
  }

  /** The room of that name; undefined when there are too many rooms with players already. */
  findOrCreate(name: string, bots: number | undefined, network = ""): RoomHandle | undefined {
    const known = this.#rooms.get(name);
    if (known) return known;
    if (name !== lobby && !this.#hasCapacity()) return undefined;
    const { tickRateHz, fillTo, clock, tracing, faults, features, seed } = this.#options;
    const handle = new RoomHandle({
      name,
      seed: seed(),
      tickRateHz,
      fillTo: bots ?? fillTo,
      clock,
      tracing,
      features,
      occupancyChanged: (which, isOccupied) =>
        isOccupied ? this.#cancelClose(which) : this.#scheduleClose(which),
      closed: (gone) => this.#remove(gone),
      failed: (which, error) =>
        faults.record("room", `Room ${which.room.name} has closed after an error`, error),
    });
    this.#rooms.set(name, handle);
    this.#creators.set(handle, network);
    this.#scheduleClose(handle);
    return handle;
  }

  list(): readonly Room[] {
    return [...this.#rooms.values()].map(({ room }) => room);
  }

  closeAll(): void {
    for (const { room } of this.#rooms.values()) room.close();
  }

  /** Whether there may be one more room besides the lobby; if need be, the room that has been empty for longest closes. */
  #hasCapacity(): boolean {
    const { maxRooms = 64 } = this.#options;
    const others = this.list().filter(({ name }) => name !== lobby);
    if (others.length < maxRooms - 1) return true;
    const empty = [...this.#empty.keys()].find(({ room }) => room.name !== lobby);
    empty?.room.close();
    return empty !== undefined;
  }

  #scheduleClose(handle: RoomHandle): void {
    const { clock } = this.#options;
    const { room } = handle;
    const pause = clock.after(pauseAfterMs, () => room.pause());
    const close = clock.after(closeAfterMs, () => room.close());
    this.#empty.set(handle, () => {
      pause();
      close();
    });
  }

  #cancelClose(handle: RoomHandle): void {
    this.#empty.get(handle)?.();
    this.#empty.delete(handle);
  }

  /** Its tick has stopped: the next player gets a new room. */
  #remove(handle: RoomHandle): void {
    this.#cancelClose(handle);
    const { name } = handle.room;
    if (this.#rooms.get(name) === handle) this.#rooms.delete(name);
  }
}
