/** The trace of the last shot, and what became of this page's spans. */
import { signal } from "@preact/signals";
import type { ClientGame, SpanCounts } from "../../client-game.ts";
import type { ShotStatus } from "../../netcode/shot-traces.ts";

export const spans = signal<SpanCounts>({
  recorded: 0,
  exported: 0,
  droppedByExporter: 0,
  failed: 0,
  refused: 0,
});

/** The last shot that this player fired; undefined before the first. */
export const lastShot = signal<ShotStatus | undefined>(undefined);

export function feedTrace(game: ClientGame): void {
  game.events.on("shot", (shot) => (lastShot.value = shot));
  game.events.on("refresh", () => (spans.value = game.spanCounts()));
}
