/** The energy and the dash of the own ship, and whether it flies. */
import { signal } from "@preact/signals";
import { isFlying, tickRulesAt } from "#simulation";
import type { ClientGame } from "../../client-game.ts";

/** Shares are 0 to 1. */
export interface Vitals {
  readonly energy: number;
  readonly dashReady: number;
  readonly flying: boolean;
  readonly respawnSeconds: number;
}
export const vitals = signal<Vitals>({ energy: 1, dashReady: 1, flying: true, respawnSeconds: 0 });

export function feedVitals(game: ClientGame): void {
  game.events.on("advanced", () => {
    const { prediction, timeline } = game.netcode ?? {};
    if (!prediction || !timeline) return;
    const { ship } = prediction;
    const { dashWaitTicks } = tickRulesAt(timeline.tickRateHz);
    const next: Vitals = {
      energy: Math.round(ship.energy) / 100,
      dashReady: Math.round((1 - ship.dashWait / dashWaitTicks) * 20) / 20,
      flying: isFlying(ship),
      respawnSeconds: Math.ceil(ship.respawnTicks / timeline.tickRateHz),
    };
    // A new object would render the panel again, so it is set only when a value changed.
    if (!isSame(vitals.peek(), next)) vitals.value = next;
  });
}

const isSame = (a: Vitals, b: Vitals): boolean =>
  a.energy === b.energy &&
  a.dashReady === b.dashReady &&
  a.flying === b.flying &&
  a.respawnSeconds === b.respawnSeconds;
