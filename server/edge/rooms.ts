/**
 * The rooms of this process: made when the first player wishes for one, kept for a while when the last one has left. A room
 * without players neither ticks on nor keeps another from being made.
 */
import type { Clock } from "../clock.ts";
import type { Faults } from "../faults.ts";
import type { Feature } from "../room/feature.ts";
import type { Room } from "../room/room.ts";
import type { Tracing } from "../span-budget.ts";
import { RoomHandle } from "./room-handle.ts";

export interface RoomsOptions {
  readonly tickRateHz: number;
  /** Bots fill a room to this many ships unless its first player wished otherwise. */
  readonly fillTo: number;
  readonly clock: Clock;
  readonly tracing: Pick<Tracing, "recorder"> | undefined;
  readonly faults: Faults;
  readonly features: readonly Feature[];
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
  readonly #rooms = new Map<string, RoomHandle>();
  /** The network whose player made a room. */
  readonly #creators = new WeakMap<RoomHandle, string>();
  /** Rooms without players, longest first, and how to call off what awaits them. */
  readonly #empty = new Map<RoomHandle, () => void>();
  readonly #options: RoomsOptions;

  constructor(options: RoomsOptions) {
    this.#options = options;
  }

  /** Whether a player of this network finds that room or may make it; one who made `most` rooms with players makes no more. */
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

  /** Whether there is room for one more besides the lobby; the room that has been empty for longest makes way. */
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

  /** Its tick has stopped: whoever comes next gets a new one. */
  #remove(handle: RoomHandle): void {
    this.#cancelClose(handle);
    const { name } = handle.room;
    if (this.#rooms.get(name) === handle) this.#rooms.delete(name);
  }
}
