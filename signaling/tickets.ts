/** Tickets: the right to join one room once, under one name, soon. */
import { randomBytes } from "node:crypto";

export interface Wish {
  readonly name: string;
  readonly room: string;
  /** How many ships bots fill the room to; undefined for the server's own number. */
  readonly bots: number | undefined;
  /** Key of the session whose seat it leads to, where that still stands. */
  readonly takesOver?: string;
}

interface Ticket extends Wish {
  readonly expiresAtMs: number;
}

export interface TicketBookOptions {
  readonly now: () => number;
  readonly lifeMs?: number;
  /** More unspent tickets than this are refused: the oldest make room only by expiring. */
  readonly capacity?: number;
}

/** Joining failed for a reason the player can understand. */
export class TooManyTickets extends Error {
  constructor() {
    super("too many players are joining at once; try again in a minute");
    this.name = "TooManyTickets";
  }
}

export class TicketBook {
  readonly #tickets = new Map<string, Ticket>();
  readonly #now: () => number;
  readonly #lifeMs: number;
  readonly #capacity: number;

  constructor({ now, lifeMs = 60_000, capacity = 1000 }: TicketBookOptions) {
    this.#now = now;
    this.#lifeMs = lifeMs;
    this.#capacity = capacity;
  }

  /** @throws TooManyTickets */
  issue(wish: Wish): string {
    this.#forgetExpired();
    if (this.#tickets.size >= this.#capacity) throw new TooManyTickets();
    // 144 bits: not to be guessed.
    const ticket = randomBytes(18).toString("base64url");
    this.#tickets.set(ticket, { ...wish, expiresAtMs: this.#now() + this.#lifeMs });
    return ticket;
  }

  /** Unspent and not expired. */
  admits(ticket: string): boolean {
    const found = this.#tickets.get(ticket);
    return found !== undefined && found.expiresAtMs > this.#now();
  }

  /** Answers the wish once; undefined for a ticket that is unknown, expired or already spent. */
  spend(ticket: string): Wish | undefined {
    const found = this.#tickets.get(ticket);
    this.#tickets.delete(ticket);
    return found && found.expiresAtMs > this.#now() ? found : undefined;
  }

  #forgetExpired(): void {
    const now = this.#now();
    for (const [ticket, { expiresAtMs }] of this.#tickets) {
      // Insertion order is expiry order.
      if (expiresAtMs > now) return;
      this.#tickets.delete(ticket);
    }
  }
}
