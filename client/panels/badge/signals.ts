/** What the badge shows beside the connection itself. */
import { signal } from "@preact/signals";
import type { ClientGame } from "../../client-game.ts";
import { watchHttpVersions } from "../../connection/http-version.ts";

/** What this browser lacks and what that costs, for as long as the page is open; empty where it lacks nothing. */
export const limitation = signal("");

/** The HTTP version of the active link, as the browser names it: `HTTP/2`; empty for a link that is not HTTP. */
export const httpVersion = signal("");

export function feedBadge(game: ClientGame): void {
  const httpVersionOf = watchHttpVersions();
  game.events.on("refresh", () => (httpVersion.value = httpVersionOf(game.session.transport)));
}
