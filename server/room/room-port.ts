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
  /** The room has closed: after an error or a stall, or because it was empty or the server stops. */
  | { readonly outcome: "closed" };

/** Where a message came from, for traces and for what depends on its arrival. */
export interface MessageOrigin {
  readonly sequence: number;
  readonly receivedAtMs: number;
  /** The trace context of the message's `process` span. */
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
  /** The ack clock limits the snapshots in flight. */
  readonly ackClock: boolean;
}

/** What concerns one seat in one tick, besides the world. */
export interface SeatTick extends SnapshotOptions {
  /** How many ticks ahead of this one the newest command was; negative is too late. */
  readonly lead: number;
  /** False when no command came for this tick and the last one was repeated. */
  readonly hadCommand: boolean;
}

export interface TickOutput {
  /** Undefined while the loop catches up after a stall: nobody is sent such a tick. */
  readonly state: TickState | undefined;
  /** How much later than scheduled the tick started. */
  readonly lateMs: number;
  /** The trace context of the tick's span; undefined when no player's page asks for tracing. */
  readonly context: TraceContext | undefined;
  readonly seats: ReadonlyMap<number, SeatTick>;
}

/** Receives what comes out of a room. */
export interface RoomOutput {
  send(outbox: readonly AddressedMessage[]): void;
  /** A tick is over. Returns how many snapshots were sent, for the tick's span. */
  tickEnded(tick: TickOutput): number;
  /** Our code threw `error` while it handled something that concerns only this seat: its player has to leave. */
  seatFailed(seat: number, error: unknown): void;
  /** The first player has joined, or the last one has left. */
  occupancyChanged(isOccupied: boolean): void;
  /** Our code threw `error` while it handled something that all players share: the room closes. */
  failed(error: unknown): void;
  /** The tick has stopped for good. `why` is for the players. */
  closed(why: string): void;
}
