/**
 * All clients of one acceptor, by id. Few may be without an open link, and none for long. Ids of ended links are kept for a
 * while, because their last requests are still on their way.
 */
import { type HandshakeLimits, PendingHandshakes } from "../pending-handshakes.ts";
import type { WireLink } from "../wire-link.ts";
import type { HttpPeer } from "./http-peer.ts";

/** So many that the newest ones are kept for some moments, however many links come and go. */
const MAX_ENDED = 256;

export class HttpPeers {
  readonly #openWithinMs: number;
  readonly #all = new Map<string, HttpPeer>();
  readonly #handshakes: PendingHandshakes;
  /** By peer: stops waiting for it to open its link. */
  readonly #stopWaiting = new Map<HttpPeer, () => void>();
  /** Ids of ended links, oldest first. */
  readonly #ended = new Set<string>();

  constructor(openWithinMs: number, limits?: Partial<HandshakeLimits>) {
    this.#openWithinMs = openWithinMs;
    this.#handshakes = new PendingHandshakes(limits);
  }

  get(id: string): HttpPeer | undefined {
    return this.#all.get(id);
  }

  /** True if a link of this id has ended. */
  hasEnded(id: string): boolean {
    return this.#ended.has(id);
  }

  add(peer: HttpPeer): void {
    const remove = (): void => this.remove(peer);
    const timer = setTimeout(remove, this.#openWithinMs);
    const finish = this.#handshakes.add(peer.caller, remove);
    this.#all.set(peer.id, peer);
    this.#stopWaiting.set(peer, () => {
      clearTimeout(timer);
      finish();
    });
  }

  opened(peer: HttpPeer, link: WireLink): void {
    peer.link = link;
    this.#stopWaiting.get(peer)?.();
    this.#stopWaiting.delete(peer);
  }

  remove(peer: HttpPeer): void {
    this.#stopWaiting.get(peer)?.();
    this.#stopWaiting.delete(peer);
    this.#all.delete(peer.id);
    if (!peer.link) return;
    this.#ended.add(peer.id);
    const [oldest] = this.#ended;
    if (oldest !== undefined && this.#ended.size > MAX_ENDED) this.#ended.delete(oldest);
  }

  removeHalfOpen(): void {
    this.#handshakes.evictAll();
  }
}
