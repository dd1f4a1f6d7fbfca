/**
 * What a tab keeps over a reload: whose session it had, and what was chosen and open. The page that is unloaded says so in
 * it. A tab that was duplicated has a copy, written by a page that is still there, and becomes a player of its own.
 */
import { codecNames } from "#protocol";
import { readStored, writeStored } from "./browser-storage.ts";
import type { PreviousPage } from "./connection/credentials.ts";
import type { JoinRequest } from "./connection/tickets.ts";
import type { PageSetup } from "./page-address.ts";
import * as view from "./view.ts";

/** Another shape of the state is another key: a page may be reloaded into another version. */
const key = "crosswire.tab.2";

export interface TabState {
  readonly page: PreviousPage;
  readonly joinRequest: JoinRequest;
  /** Query of the page's address: another one brings its own choices. */
  readonly query: string;
  readonly shown: ShownState;
}

/** What was chosen and open. */
interface ShownState {
  readonly chosen: view.SessionState["chosen"];
  readonly codec: (typeof codecNames)[number];
  readonly settings: view.Settings;
  readonly openPanel: view.PanelName | null;
  readonly netGraphLevel: typeof view.netGraphLevel.value;
  readonly showScores: boolean;
}

/** Of the page that was in this tab before. From now on it no longer says that its page was unloaded: copies may be made. */
export function takeTabState(): TabState | undefined {
  const state = parsed(readStored("session", key));
  if (state) write({ ...state, page: { ...state.page, left: false } });
  return state;
}

/** `left`: this page is being unloaded. */
export function saveTabState(
  credential: string,
  { wish, query, left }: { wish: JoinRequest; query: string; left: boolean },
): void {
  write({ page: { credential, left }, joinRequest: wish, query, shown: shown() });
}

/** The same player: an address that names another room or another name brings somebody else. */
export const isSamePlayer = ({ joinRequest: wish }: TabState, setup: PageSetup): boolean =>
  wish.room === setup.room && (setup.name ?? wish.name) === wish.name;

function shown(): ShownState {
  return {
    chosen: view.connection.peek().chosen,
    codec: view.codec.peek(),
    settings: view.settings.peek(),
    openPanel: view.openPanel.peek() ?? null,
    netGraphLevel: view.netGraphLevel.peek(),
    showScores: view.showScores.peek(),
  };
}

export function restoreShown({ chosen, codec, settings, ...panels }: ShownState): void {
  view.connection.value = { ...view.connection.peek(), chosen };
  view.codec.value = codec;
  view.settings.value = { ...view.settings.peek(), ...settings };
  view.openPanel.value = panels.openPanel ?? undefined;
  view.netGraphLevel.value = panels.netGraphLevel;
  view.showScores.value = panels.showScores;
}

const write = (state: TabState): void => writeStored("session", key, JSON.stringify(state));

/** Only pages of this origin write there; one of another version may have. */
function parsed(text: string | undefined): TabState | undefined {
  try {
    const state = JSON.parse(text ?? "null") as Partial<TabState> | null;
    const isWhole =
      typeof state?.page?.credential === "string" &&
      typeof state.joinRequest?.name === "string" &&
      codecNames.some((name) => name === state.shown?.codec);
    return isWhole ? (state as TabState) : undefined;
  } catch {
    return undefined;
  }
}
