/**
 * What a feature of the room is. A room knows features by this interface alone: the messages they take, their part of the
 * tick, what they send and what they keep per seat. A feature is a folder in `features/` and a line in its `index.ts`.
 */
import type { Messages, PlainKind, RosterRow } from "#protocol";
import type { Command, World } from "#simulation";
import type { Message, SnapshotOptions } from "./room-port.ts";

/** Called once for each room. */
export type Feature = (room: FeatureRoom) => FeatureHooks;

/** What a feature may ask of its room. */
export interface FeatureRoom {
  readonly name: string;
  readonly now: () => number;
  /** Everybody with a ship: who, on which transport, with what score. */
  standings(): RosterRow[];
  send<K extends PlainKind>(seat: number, definition: OfKind<K>, value: Messages[K]): void;
  broadcast<K extends PlainKind>(definition: OfKind<K>, value: Messages[K]): void;
  /** State of each seat's player, made when it is first asked for and forgotten when the player leaves. */
  perSeat<T>(create: () => T, options?: PerSeatOptions): PerSeat<T>;
}

export interface PerSeatOptions {
  /** The page after a reload goes on with what the page before had; otherwise it starts afresh. */
  readonly survivesReload?: boolean;
}

export interface PerSeat<T> {
  of(seat: number): T;
}

/** A message definition, as far as it matters here. */
interface OfKind<K extends PlainKind> {
  readonly kind: K;
}

export interface MessageHandler {
  readonly kind: PlainKind;
  readonly handle: (seat: number, message: Message) => void;
}

/** Takes the messages of one definition. What `handle` throws ends the session of the player who sent the message. */
export const on = <K extends PlainKind>(
  { kind }: OfKind<K>,
  handle: (seat: number, value: Messages[K]) => void,
): MessageHandler => ({
  kind,
  // A message comes to the handler of its kind alone.
  handle: (seat, { value }) => handle(seat, value as Messages[K]),
});

export interface FeatureHooks {
  readonly receives?: readonly MessageHandler[];
  /** Somebody has joined, left or reloaded, or flies on another link. */
  readonly seatsChanged?: () => void;
  /** After the step of the world. What it throws closes the room. */
  readonly tick?: (world: World) => void;
  /** What the rules are given in place of the command of this player. */
  readonly command?: (seat: number, command: Command) => Command;
  readonly snapshotOptions?: (seat: number) => Partial<SnapshotOptions>;
}
