/** The edge's side of one room: knows who carries for which seat, and hands each what the room has for it. */
import type { Kind, PlainKind } from "#protocol";
import { Room, type RoomOptions } from "../room/room.ts";
import type {
  AddressedMessage,
  JoinRequest,
  RoomOutput,
  SeatMessage,
  SeatTick,
  TickOutput,
} from "../room/room-port.ts";

/** Who carries between one seat and its player: a browser's session, or a native client's stream. */
export interface SeatClient {
  send(message: AddressedMessage): void;
  /** Answers whether a snapshot went out. */
  tickEnded(tick: TickOutput, own: SeatTick): boolean;
  roomClosed(why: string): void;
  /** Code of ours threw `error` over what concerns this player alone: the player has to leave. */
  fail(error: unknown): void;
}

export interface RoomHandleOptions extends Omit<RoomOptions, "output"> {
  readonly occupancyChanged: (handle: RoomHandle, isOccupied: boolean) => void;
  readonly closed: (handle: RoomHandle) => void;
  readonly failed: (handle: RoomHandle, error: unknown) => void;
}

export interface SeatRequest<Client extends SeatClient> extends JoinRequest {
  /** Makes the one who carries for the seat. */
  readonly clientAt: (seat: SeatPort) => Client;
  readonly left: (seat: SeatPort) => void;
}

/** Why there is no seat. */
export type NoSeat = "full" | "closed";

export class RoomHandle implements RoomOutput {
  readonly room: Room;
  readonly #options: RoomHandleOptions;
  readonly #clients = new Map<number, SeatClient>();
  /** Who has each seat now. */
  readonly #ports = new Map<number, SeatPort>();

  constructor(options: RoomHandleOptions) {
    this.#options = options;
    this.room = new Room({ ...options, output: this });
  }

  join<Client extends SeatClient>(request: SeatRequest<Client>): Client | NoSeat {
    const { name, traced } = request;
    const joined = this.room.join({ name, traced });
    if (joined.outcome !== "joined") return joined.outcome;
    const { seat } = joined;
    const port = this.#portFor(seat, joined.name, request);
    try {
      return this.#connect(port, request.clientAt(port));
    } catch (error) {
      this.room.leave(seat);
      throw error;
    }
  }

  /** The page after a reload takes the place of the one that had `seat`. */
  pageReloaded<Client extends SeatClient>(
    { seat, name }: SeatPort,
    request: Omit<SeatRequest<Client>, "name">,
  ): Client {
    const port = this.#portFor(seat, name, request);
    const client = request.clientAt(port);
    this.room.pageReloaded(seat, request);
    return this.#connect(port, client);
  }

  #connect<Client extends SeatClient>(port: SeatPort, client: Client): Client {
    this.#ports.set(port.seat, port);
    this.#clients.set(port.seat, client);
    return client;
  }

  #portFor(seat: number, name: string, { left }: Pick<SeatRequest<SeatClient>, "left">): SeatPort {
    const port: SeatPort = new SeatPort({
      seat,
      name,
      room: this.room,
      isCurrent: () => this.#ports.get(seat) === port,
      left: () => {
        left(port);
        if (this.#ports.get(seat) !== port) return;
        this.#ports.delete(seat);
        this.#clients.delete(seat);
        this.room.leave(seat);
      },
    });
    return port;
  }

  send(outbox: readonly AddressedMessage[]): void {
    for (const message of outbox) {
      if (message.to === "everybody") this.#forEachClient((client) => client.send(message));
      else this.#forClient(message.to, (client) => client.send(message));
    }
  }

  tickEnded(tick: TickOutput): number {
    let snapshots = 0;
    this.#forEachClient((client, seat) => {
      const own = tick.seats.get(seat);
      if (own && client.tickEnded(tick, own)) snapshots += 1;
    });
    return snapshots;
  }

  seatFailed(seat: number, error: unknown): void {
    this.#clients.get(seat)?.fail(error);
  }

  occupancyChanged(isOccupied: boolean): void {
    this.#options.occupancyChanged(this, isOccupied);
  }

  failed(error: unknown): void {
    this.#options.failed(this, error);
  }

  closed(why: string): void {
    this.#forEachClient((client) => client.roomClosed(why));
    this.#options.closed(this);
  }

  #forEachClient(act: (client: SeatClient, seat: number) => void): void {
    for (const seat of this.#clients.keys()) this.#forClient(seat, act);
  }

  /** What goes wrong for one player ends that player's session, and no other. */
  #forClient(seat: number, act: (client: SeatClient, seat: number) => void): void {
    const client = this.#clients.get(seat);
    if (!client) return;
    try {
      act(client, seat);
    } catch (error) {
      client.fail(error);
    }
  }
}

/** One seat as its player's carrier sees it. Once another has the seat, nothing that this one does reaches the room. */
export class SeatPort {
  readonly seat: number;
  readonly name: string;
  readonly room: Pick<Room, "name" | "tickRateHz" | "zeroMs" | "tick">;
  readonly #room: Room;
  readonly #isCurrent: () => boolean;
  readonly #left: () => void;

  constructor(options: {
    readonly seat: number;
    readonly name: string;
    readonly room: Room;
    readonly isCurrent: () => boolean;
    readonly left: () => void;
  }) {
    this.seat = options.seat;
    this.name = options.name;
    this.room = options.room;
    this.#room = options.room;
    this.#isCurrent = options.isCurrent;
    this.#left = options.left;
  }

  accepts(kind: Kind): kind is PlainKind {
    return this.#room.accepts(kind);
  }

  deliver(message: SeatMessage): void {
    if (this.#isCurrent()) this.#room.deliver(this.seat, message);
  }

  /** The player flies on another link; undefined: on none. */
  linkChanged(transport: string | undefined): void {
    if (this.#isCurrent()) this.#room.linkChanged(this.seat, transport);
  }

  leave(): void {
    this.#left();
  }
}
