/** Brings this page into a room: to the ship of the page before it in this tab, else under the name in its address, else when the player asks. */
import { sendGoodbye } from "./connection/goodbye.ts";
import type { WantedLink } from "./connection/link-spec.ts";
import type { Session } from "./connection/session.ts";
import type { JoinRequest } from "./connection/tickets.ts";
import type { PageSetup } from "./page-address.ts";
import { writeSettings } from "./settings-store.ts";
import { isSamePlayer, saveTabState, type TabState } from "./tab-state.ts";

export interface JoinFlowOptions {
  readonly session: Session;
  readonly setup: PageSetup;
  /** The state that the page before left in this tab. */
  readonly previous: TabState | undefined;
  readonly wantedLink: () => WantedLink;
}

export class JoinFlow {
  readonly #options: JoinFlowOptions;
  #joinRequest: JoinRequest;

  constructor(options: JoinFlowOptions) {
    const { name = "", room, bots } = options.setup;
    this.#options = options;
    this.#joinRequest = { name, room, bots };
  }

  get joinRequest(): JoinRequest {
    return this.#joinRequest;
  }

  async start(): Promise<void> {
    const { session, setup, previous, wantedLink } = this.#options;
    if (previous && isSamePlayer(previous, setup)) {
      this.#joinRequest = previous.joinRequest;
      if (await session.resume(previous.page, this.#joinRequest, wantedLink())) return;
    }
    if (setup.name !== undefined) this.join(setup.name);
  }

  join(name: string): void {
    const { session, wantedLink } = this.#options;
    this.#joinRequest = { ...this.#joinRequest, name };
    writeSettings({ name });
    session.join(this.#joinRequest, wantedLink());
  }

  /** For the page that comes after this one in the tab. `left`: this page is being unloaded. */
  save(left: boolean): void {
    const { credential } = this.#options.session;
    if (!credential) return;
    saveTabState(credential, { joinRequest: this.#joinRequest, query: location.search, left });
  }

  /** The page is being unloaded. */
  leave(): void {
    const { session } = this.#options;
    this.save(true);
    if (session.credential) sendGoodbye(session.credential);
    session.leave();
  }
}
