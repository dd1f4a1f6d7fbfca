/**
 * What goes into a room and what comes out of it. All of it is plain data (a room could live in another thread or
 * process), and nothing in `room/` knows a session or a link. `edge/room-handle.ts` is the other side.
 */
import type { Messages, PlainKind, TraceContext } from "#protocol";
import type { TickState } from "./snapshots/tick-state.ts";

export interface JoinRequest {
  /** The name that the player asked for. */
  readonly name: string;
  /** The player's page asks for tracing. */
  readonly traced: boolean;
}

export type JoinOutcome =
  | { readonly outcome: "joined"; readonly seat: number; readonly name: string }
  | { readonly outcome: "full" }
  /** An error of the room's own has closed it. */
  | { readonly outcome: "closed" };

/** Where a message came from, for traces and for what depends on its arrival. */
export interface MessageOrigin {
  readonly sequence: number;
  readonly receivedAtMs: number;
  /** Of its `process` span. */
  readonly context: TraceContext | undefined;
}

/** A decoded message. */
export type Message = {
  [K in PlainKind]: { readonly kind: K; readonly value: Messages[K] };
}[PlainKind];

/** A message from the player of one seat. */
export type SeatMessage = Message & { readonly origin: MessageOrigin };

/** A message for the player of one seat, or for all players. */
export type AddressedMessage = Message & { readonly to: number | "everybody" };

/** What a player may choose about its snapshots. */
export interface SnapshotOptions {
  /** No more snapshots are under way than the link has shown that it carries. */
  readonly ackClock: boolean;
}

/** What one tick has to tell one seat besides the world. */
export interface SeatTick extends SnapshotOptions {
  /** How many ticks ahead of this one the newest command was; negative is too late. */
  readonly lead: number;
  /** False when no command came for this tick and the last one was repeated. */
  readonly hadCommand: boolean;
}

export interface TickOutput {
  /** Undefined while the loop catches up after a stall: nobody is sent such a tick. */
  readonly state: TickState | undefined;
  /** How late the tick was against its schedule. */
  readonly lateMs: number;
  /** Of the tick's span; undefined when no player traces. */
  readonly context: TraceContext | undefined;
  readonly seats: ReadonlyMap<number, SeatTick>;
}

/** Who takes what comes out. */
export interface RoomOutput {
  send(outbox: readonly AddressedMessage[]): void;
  /** A tick is over. Answers how many snapshots went out, for the tick's span. */
  tickEnded(tick: TickOutput): number;
  /** Code of ours threw `error` over what concerns this seat alone: its player has to leave. */
  seatFailed(seat: number, error: unknown): void;
  /** The first player has joined, or the last one has left. */
  occupancyChanged(isOccupied: boolean): void;
  /** Code of ours threw `error` over what all players share; the room closes. */
  failed(error: unknown): void;
  /** The tick has stopped for good. `why` is for the players. */
  closed(why: string): void;
}
