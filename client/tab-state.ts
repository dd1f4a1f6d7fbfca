/**
 * What a tab keeps over a reload: the credential of its session, and what was chosen and open. A page that is unloaded marks the
 * state as left. A duplicated tab has a copy without that mark, and becomes another player.
 */
import { codecNames } from "#protocol";
import { readStored, writeStored } from "./browser-storage.ts";
import type { PreviousPage } from "./connection/credentials.ts";
import type { JoinRequest } from "./connection/tickets.ts";
import type { PageSetup } from "./page-address.ts";
import * as view from "./view.ts";

/** A change of the state's shape needs another key: a page may be reloaded into another version. */
const key = "crosswire.tab.2";

export interface TabState {
  readonly page: PreviousPage;
  readonly joinRequest: JoinRequest;
  /** Query of the page's address: with another one, its own parameters count. */
  readonly query: string;
  readonly shown: ShownState;
}

/** The choices and open panels of the page. */
interface ShownState {
  readonly chosen: view.SessionState["chosen"];
  readonly codec: (typeof codecNames)[number];
  readonly settings: view.Settings;
  readonly openPanel: view.PanelName | null;
  readonly netGraphLevel: typeof view.netGraphLevel.value;
  readonly showScores: boolean;
}

/** The state of the page before, which loses its mark: from now on the tab may be duplicated. */
export function takeTabState(): TabState | undefined {
  const state = parsed(readStored("session", key));
  if (state) write({ ...state, page: { ...state.page, left: false } });
  return state;
}

/** `left`: this page is being unloaded. */
export function saveTabState(
  credential: string,
  { joinRequest, query, left }: { joinRequest: JoinRequest; query: string; left: boolean },
): void {
  write({ page: { credential, left }, joinRequest, query, shown: shown() });
}

/** False where the address names another room or another name: then this page is another player. */
export const isSamePlayer = ({ joinRequest }: TabState, setup: PageSetup): boolean =>
  joinRequest.room === setup.room && (setup.name ?? joinRequest.name) === joinRequest.name;

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

/** A page of another version may have written it. */
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
