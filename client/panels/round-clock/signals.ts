/** The round, and how long it still lasts. */
import { signal } from "@preact/signals";
import type { ClientGame } from "../../client-game.ts";

export interface RoundView {
  readonly phase: "playing" | "podium";
  readonly number: number;
  readonly secondsLeft: number;
}
export const round = signal<RoundView>({ phase: "playing", number: 1, secondsLeft: 180 });

export function feedRound(game: ClientGame): void {
  game.events.on("refresh", ({ serverMs }) => {
    const { netcode } = game;
    if (!netcode?.newest) return;
    const { phase, number, endsAtTick } = netcode.newest.round;
    const leftMs = netcode.timeline.msAt(endsAtTick) - serverMs;
    const secondsLeft = Math.max(0, Math.ceil(leftMs / 1000));
    const old = round.peek();
    if (old.phase !== phase || old.number !== number || old.secondsLeft !== secondsLeft)
      round.value = { phase, number, secondsLeft };
  });
}
