/** The lines of the chat: the players' and the room's. */
import { signal } from "@preact/signals";
import { chatLine, roomSeat } from "#protocol";
import type { ClientGame } from "../../client-game.ts";

export interface ChatRow {
  readonly key: number;
  readonly from: string;
  readonly text: string;
  readonly self: boolean;
  /** The announcer reads it to screen readers; the chat only keeps it. */
  readonly isAnnounced: boolean;
  /** On this page's own clock. */
  readonly atMs: number;
}
/** Newest last, at most 300. */
export const chat = signal<readonly ChatRow[]>([]);

const maxRows = 300;

export function feedChat(game: ClientGame): void {
  let key = 0;
  const add = (seat: number, text: string, isAnnounced: boolean): void => {
    const row = {
      key: key++,
      from: seat === roomSeat ? "room" : game.roster.nameOf(seat),
      text,
      self: seat === game.seat,
      isAnnounced,
      atMs: game.localMs(),
    };
    chat.value = [...chat.peek(), row].slice(-maxRows);
  };
  game.inbound.on(chatLine, ({ seat, text }) => add(seat, text, false));
  // The connection's status text is announced and says the same.
  game.events.on("closedByServer", (why) => add(roomSeat, why, true));
}
