/** Everything but the arena: panels over it and the keys that open them. */
import { h, render } from "preact";
import { setColourTokens } from "#transport/catalog";
import type { ClientGame } from "../client-game.ts";
import type { Commands } from "../view.ts";
import { Announcer } from "./announcer/announcer.tsx";
import { App } from "./app.tsx";
import { feedJoin } from "./join/signals.ts";
import { panels } from "./list.ts";
import { returnFocus } from "./return-focus.ts";

export { coveredPx } from "./layout.ts";
export { showCannotStart } from "./join/cannot-start.tsx";
export { bindShortcuts } from "./shortcuts.ts";

/** Keeps the signals of all panels up to date with the game. */
export function feedPanels(game: ClientGame): void {
  feedJoin(game);
  for (const { feed } of panels) feed?.(game);
}

/** Returns the undo. */
export function mountPanels(root: HTMLElement, commands: Commands): () => void {
  setColourTokens(document.documentElement.style);
  render([h(Announcer, {}), h(App, { commands })], root);
  const keepFocus = returnFocus(root);
  return () => {
    keepFocus();
    render(null, root);
  };
}
