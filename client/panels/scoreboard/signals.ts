/** The players and bots of the room, best first. */
import { signal } from "@preact/signals";
import { roster, type RosterRow } from "#protocol";
import type { ClientGame } from "../../client-game.ts";

export interface ScoreRow {
  readonly id: number;
  readonly name: string;
  readonly self: boolean;
  readonly bot: boolean;
  readonly transport: string;
  readonly kills: number;
  readonly deaths: number;
  readonly score: number;
}
export const scores = signal<readonly ScoreRow[]>([]);

export function feedScores(game: ClientGame): void {
  game.inbound.on(roster, (rows) => {
    scores.value = rows
      .map((row) => scoreRow(row, game.seat))
      .toSorted((a, b) => b.score - a.score || b.kills - a.kills || a.id - b.id);
  });
}

function scoreRow(row: RosterRow, self: number): ScoreRow {
  const { seat, name, bot, transport, kills, deaths, score } = row;
  return { id: seat, name, self: seat === self, bot, transport, kills, deaths, score };
}
