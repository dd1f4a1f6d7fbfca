/** A ticket is the right to join one room once, under one name, within a minute. */
import { randomBytes } from "node:crypto";
import { PendingHandshakes } from "#transport";
import { cleanName } from "./player-names.ts";

export interface TicketRequest {
  readonly name: string;
  readonly room: string;
  /** How many ships bots fill the room to; undefined for the server's own number. */
  readonly bots: number | undefined;
  /** Key of the session whose seat it takes over, if that session still exists. */
  readonly takesOver?: string;
}

interface Ticket extends TicketRequest {
  readonly expiresAtMs: number;
  /** Removes it from the count of unspent tickets. */
  readonly release: () => void;
}

export interface TicketStoreOptions {
  readonly now: () => number;
  readonly lifeMs?: number;
  /** Of unspent tickets; beyond it the oldest is dropped. */
  readonly capacity?: number;
  /** The same for one network. A page spends its ticket within seconds. */
  readonly perNetwork?: number | undefined;
}

export class TicketStore {
  readonly #tickets = new Map<string, Ticket>();
  readonly #now: () => number;
  readonly #lifeMs: number;
  readonly #unspent: PendingHandshakes;

  constructor({ now, lifeMs = 60_000, capacity = 1000, perNetwork }: TicketStoreOptions) {
    this.#now = now;
    this.#lifeMs = lifeMs;
    this.#unspent = new PendingHandshakes({ total: capacity, perNetwork: perNetwork ?? 64 });
  }

  /** `address` is that of the page. The name is cleaned here. */
  issue(request: TicketRequest, address: string | undefined): string {
    this.#removeExpired();
    // 144 bits cannot be guessed.
    const ticket = randomBytes(18).toString("base64url");
    const forget = this.#unspent.add({ address }, () => this.#tickets.delete(ticket));
    this.#tickets.set(ticket, {
      ...request,
      name: cleanName(request.name),
      expiresAtMs: this.#now() + this.#lifeMs,
      release: forget,
    });
    return ticket;
  }

  /** Unspent and not expired. */
  admits(ticket: string): boolean {
    const found = this.#tickets.get(ticket);
    return found !== undefined && found.expiresAtMs > this.#now();
  }

  /** Returns the request of the ticket once; undefined for a ticket that is unknown, expired or spent. */
  spend(ticket: string): TicketRequest | undefined {
    const found = this.#tickets.get(ticket);
    this.#tickets.delete(ticket);
    found?.release();
    return found && found.expiresAtMs > this.#now() ? found : undefined;
  }

  #removeExpired(): void {
    const now = this.#now();
    for (const [ticket, { expiresAtMs, release: forget }] of this.#tickets) {
      // Insertion order is expiry order.
      if (expiresAtMs > now) return;
      this.#tickets.delete(ticket);
      forget();
    }
  }
}
