/**
 * Handshakes that have begun and not finished: an offer that was answered, a call without its first message, a link without
 * a message. Each holds memory until its time is over, so their number is limited per credential, per network and in all.
 * The oldest makes room for the newest, so that peers which finish no handshake keep nobody out.
 */
import type { Caller } from "./link.ts";
import { networkOf } from "./network.ts";

export interface HandshakeLimits {
  readonly perCredential: number;
  readonly perNetwork: number;
  readonly total: number;
}

const defaultHandshakeLimits: HandshakeLimits = {
  // A player has one, or two during a swap, and Auto tries a third beside them.
  perCredential: 4,
  // A class behind one address, in two tabs each, after its server has restarted.
  perNetwork: 64,
  // The largest of them is a WebRTC peer with 100 KB.
  total: 256,
};

interface Pending {
  readonly groups: readonly (readonly [name: string, limit: number])[];
  readonly evict: () => void;
}

export class PendingHandshakes {
  readonly #limits: HandshakeLimits;
  /** Per credential, per network, and all; the oldest first. */
  readonly #groups = new Map<string, Set<Pending>>();

  constructor(limits: Partial<HandshakeLimits> = {}) {
    this.#limits = { ...defaultHandshakeLimits, ...limits };
  }

  get count(): number {
    return this.#groups.get(all)?.size ?? 0;
  }

  /**
   * Counts a handshake until the returned function is called. `drop` ends it when another takes its place; it must not
   * throw.
   */
  add({ address, credential }: Caller, evict: () => void): () => void {
    const { perCredential, perNetwork, total } = this.#limits;
    const groups: (readonly [string, number])[] = [
      [`network ${networkOf(address)}`, perNetwork],
      [all, total],
    ];
    if (credential !== undefined) groups.unshift([`credential ${credential}`, perCredential]);
    for (const [name, limit] of groups) {
      const group = this.#groups.get(name);
      const [oldest] = group ?? [];
      if (group && oldest && group.size >= limit) this.#evict(oldest);
    }
    const pending = { groups, evict };
    for (const [name] of groups)
      this.#groups.set(name, (this.#groups.get(name) ?? new Set()).add(pending));
    return () => this.#remove(pending);
  }

  evictAll(): void {
    for (const pending of this.#groups.get(all) ?? []) this.#evict(pending);
  }

  #evict(pending: Pending): void {
    this.#remove(pending);
    pending.evict();
  }

  #remove(pending: Pending): void {
    for (const [name] of pending.groups) {
      const group = this.#groups.get(name);
      group?.delete(pending);
      if (group?.size === 0) this.#groups.delete(name);
    }
  }
}

const all = "all";
