/**
 * What this page shows the server to be let in: a ticket to join with, and the session's key from the welcome on. A page
 * that comes after another in its tab, or whose ticket was spent on a welcome that got lost, is given a ticket to the seat
 * that is there already.
 */
import { fetchTicket, resumeTicket, type JoinRequest } from "./tickets.ts";

/** The page that was in this tab before. */
export interface PreviousPage {
  /** Its session's key, or the ticket it was joining with. */
  readonly credential: string;
  /** It has been unloaded. Otherwise it may be another tab's, and speaking still. */
  readonly left: boolean;
}

export class Credentials {
  readonly #origin: string;
  /** Of the session; undefined before the welcome. */
  key: string | undefined;
  #ticket: string | undefined;
  #wasSent = false;

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** What the server may know this page by. */
  get latest(): string | undefined {
    return this.key ?? this.#ticket;
  }

  /** Answers whether there is a seat to come back to; `next` then leads there. */
  async resume(previous: PreviousPage): Promise<boolean> {
    this.#ticket = await resumeTicket(this.#origin, previous);
    this.#wasSent = false;
    return this.#ticket !== undefined;
  }

  /** For the next link. @throws JoinRefused, JoinLater, or a TypeError when the server does not answer */
  async next(wish: JoinRequest, signal: AbortSignal): Promise<string> {
    if (this.key !== undefined) return this.key;
    if (this.#ticket !== undefined && this.#wasSent) {
      const previous = { credential: this.#ticket, left: true };
      this.#ticket = await resumeTicket(this.#origin, previous, signal);
    }
    this.#ticket ??= await fetchTicket(this.#origin, wish, signal);
    this.#wasSent = true;
    return this.#ticket;
  }

  forget(): void {
    this.key = undefined;
    this.#ticket = undefined;
  }
}
