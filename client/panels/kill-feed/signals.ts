/** Who burst whom in the last seconds. */
import { signal } from "@preact/signals";
import { killed } from "#protocol";
import type { ClientGame } from "../../client-game.ts";

export interface KillRow {
  readonly key: number;
  readonly killer: string;
  readonly victim: string;
  readonly mine: boolean;
  /** On this page's own clock. */
  readonly atMs: number;
}
/** Newest last, at most 6. */
export const kills = signal<readonly KillRow[]>([]);

const maxRows = 6;
const shownMs = 6000;

export function feedKillFeed(game: ClientGame): void {
  const { roster } = game;
  let key = 0;
  game.inbound.on(killed, ({ killer, victim }) => {
    const row = {
      key: key++,
      killer: roster.nameOf(killer),
      victim: roster.nameOf(victim),
      mine: killer === game.seat || victim === game.seat,
      atMs: game.localMs(),
    };
    kills.value = [...kills.peek(), row].slice(-maxRows);
  });
  game.events.on("refresh", ({ localMs }) => {
    const recent = kills.peek().filter(({ atMs }) => localMs - atMs < shownMs);
    if (recent.length !== kills.peek().length) kills.value = recent;
  });
}
