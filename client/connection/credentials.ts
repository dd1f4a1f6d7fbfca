/**
 * The credential of this page's next link: a ticket before the welcome, the session's key after it. A page that comes after
 * another in its tab, or whose welcome was lost, gets a ticket to the seat that exists already.
 */
import { fetchTicket, resumeTicket, type JoinRequest } from "./tickets.ts";

/** The page that was in this tab before this one. */
export interface PreviousPage {
  /** Its session's key, or the ticket with which it was joining. */
  readonly credential: string;
  /** It has been unloaded. Otherwise it may be in another tab and still play. */
  readonly left: boolean;
}

export class Credentials {
  readonly #origin: string;
  /** The session's key; undefined before the welcome. */
  key: string | undefined;
  #ticket: string | undefined;
  #wasSent = false;

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** The newest credential that the server knows this page by. */
  get latest(): string | undefined {
    return this.key ?? this.#ticket;
  }

  /** Answers whether there is a seat to come back to. If so, `next` gives the ticket to it. */
  async resume(previous: PreviousPage): Promise<boolean> {
    this.#ticket = await resumeTicket(this.#origin, previous);
    this.#wasSent = false;
    return this.#ticket !== undefined;
  }

  /** For the next link. @throws JoinRefused, JoinLater, or a TypeError when the server does not answer */
  async next(joinRequest: JoinRequest, signal: AbortSignal): Promise<string> {
    if (this.key !== undefined) return this.key;
    if (this.#ticket !== undefined && this.#wasSent) {
      const previous = { credential: this.#ticket, left: true };
      this.#ticket = await resumeTicket(this.#origin, previous, signal);
    }
    this.#ticket ??= await fetchTicket(this.#origin, joinRequest, signal);
    this.#wasSent = true;
    return this.#ticket;
  }

  forget(): void {
    this.key = undefined;
    this.#ticket = undefined;
  }
}
