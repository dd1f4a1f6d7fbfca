/**
 * What a feature of the room is. A room knows features by this interface alone: the messages they take, their part of the
 * tick, what they send and what they keep per seat. A feature is a folder in `features/` and a line in its `index.ts`.
 */
import type { Messages, PlainKind, RosterRow } from "#protocol";
import type { Command, World } from "#simulation";
import type { SnapshotOptions } from "./room-port.ts";

/** Called once for each room. */
export type Feature = (room: FeatureRoom) => FeatureHooks;

/** What a feature may ask of its room. */
export interface FeatureRoom {
  readonly name: string;
  readonly now: () => number;
  /** Everybody with a ship: who, on which transport, with what score. */
  standings(): RosterRow[];
  send<K extends PlainKind>(seat: number, kind: K, value: Messages[K]): void;
  broadcast<K extends PlainKind>(kind: K, value: Messages[K]): void;
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

export type MessageHandlers = {
  readonly [K in PlainKind]?: (seat: number, value: Messages[K]) => void;
};

export interface FeatureHooks {
  /** What a handler throws ends the session of the player who sent the message. */
  readonly receives?: MessageHandlers;
  /** Somebody has joined, left or reloaded, or flies on another link. */
  readonly seatsChanged?: () => void;
  /** After the step of the world. What it throws closes the room. */
  readonly tick?: (world: World) => void;
  /** What the rules are given in place of the command of this player. */
  readonly command?: (seat: number, command: Command) => Command;
  readonly snapshotOptions?: (seat: number) => Partial<SnapshotOptions>;
}
