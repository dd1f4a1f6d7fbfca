/** Gives players a seat in the room that they wish for, or says why there is none. Every kind of client comes through here. */
import { defaultPlayersPerAddress, type Quotas, quotasFor } from "./quotas.ts";
import type { RoomHandle, SeatClient, SeatPort, SeatRequest } from "./room-handle.ts";
import type { Rooms } from "./rooms.ts";
import { closedByError } from "../room/room.ts";

export type RefusalCode = "timeout" | "refused" | "incompatible" | "protocol-error";

export interface Wish {
  /** Empty for a player who did not say. */
  readonly name: string;
  readonly room: string;
  /** Bots fill a new room to this many ships. */
  readonly bots: number | undefined;
}

export interface NotAdmitted {
  readonly code: "refused" | "going-away";
  /** For the player. */
  readonly why: string;
}

export interface PlayerAdmissionOptions {
  readonly rooms: Rooms;
  /** Of one network; the server's own by default. */
  readonly quotas?: Quotas;
}

export class PlayerAdmission {
  readonly quotas: Quotas;
  readonly #rooms: Rooms;
  /** Everybody who has a seat, with the network that they come from. */
  readonly #networks = new Map<SeatPort, string>();
  readonly #handles = new WeakMap<SeatPort, RoomHandle>();
  /** Players refused and links closed for what was sent on them, by code; shown by /healthz. */
  readonly refusals = new Map<RefusalCode, number>();

  constructor({ rooms, quotas }: PlayerAdmissionOptions) {
    this.#rooms = rooms;
    this.quotas = quotas ?? quotasFor(defaultPlayersPerAddress);
  }

  get playerCount(): number {
    return this.#networks.size;
  }

  countRefusal(code: RefusalCode): void {
    this.refusals.set(code, (this.refusals.get(code) ?? 0) + 1);
  }

  /** `network`: an IPv4 address or an IPv6 /64. */
  join<Client extends SeatClient>(
    { name, room, bots }: Wish,
    network: string,
    request: Pick<SeatRequest<Client>, "traced" | "clientAt">,
  ): Client | NotAdmitted {
    const { players, rooms } = this.quotas;
    if (this.#playersOf(network) >= players)
      return refused(
        `one address may have ${players} at play here and no more: PLAYERS_PER_ADDRESS on the server sets that`,
      );
    if (!this.#rooms.mayJoin(room, network, rooms))
      return refused(
        `one address may make ${rooms} of the rooms here and no more: join one of them`,
      );
    const handle = this.#rooms.findOrCreate(room, bots, network);
    if (!handle) return refused("this server has no room for one more room");
    const joined = handle.join({
      ...this.#registered(handle, network, request),
      name: name === "" ? "Pilot" : name,
    });
    if (joined === "full") return refused(`room ${room} is full: 16 of 16 seats`);
    return joined === "closed" ? { code: "going-away", why: closedByError } : joined;
  }

  /** The page after a reload takes the place of the one that had `previous`. */
  pageReloaded<Client extends SeatClient>(
    previous: SeatPort,
    network: string,
    request: Pick<SeatRequest<Client>, "traced" | "clientAt">,
  ): Client {
    const handle = this.#handles.get(previous);
    if (!handle) throw new RangeError(`seat ${previous.seat} was given by nobody here`);
    return handle.pageReloaded(previous, this.#registered(handle, network, request));
  }

  #registered<Client extends SeatClient>(
    handle: RoomHandle,
    network: string,
    { traced, clientAt }: Pick<SeatRequest<Client>, "traced" | "clientAt">,
  ): Omit<SeatRequest<Client>, "name"> {
    return {
      traced,
      clientAt: (seat) => {
        const client = clientAt(seat);
        this.#networks.set(seat, network);
        this.#handles.set(seat, handle);
        return client;
      },
      left: (seat) => void this.#networks.delete(seat),
    };
  }

  #playersOf(network: string): number {
    let players = 0;
    for (const other of this.#networks.values()) if (other === network) players += 1;
    return players;
  }
}

const refused = (why: string): NotAdmitted => ({ code: "refused", why });
