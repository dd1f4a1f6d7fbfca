/** What the join screen proposes. */
import { signal } from "@preact/signals";
import type { ClientGame } from "../../client-game.ts";

/** The name in the address, or the one that was used last; empty for a random one. */
export const playerName = signal("");

export function feedJoin(game: ClientGame): void {
  game.events.on("joined", ({ name }) => (playerName.value = name));
}
