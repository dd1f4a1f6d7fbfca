/**
 * All dialers of one acceptor by their ids: few that have not opened their link yet, and those not for long. Whose link has
 * ended is remembered for a while: requests of its last moments are still on their way.
 */
import { type HandshakeLimits, PendingHandshakes } from "../pending-handshakes.ts";
import type { WireLink } from "../wire-link.ts";
import type { HttpPeer } from "./http-peer.ts";

/** Of these the youngest ended within the last moments, however many came and went. */
const MAX_ENDED = 256;

export class HttpPeers {
  readonly #openWithinMs: number;
  readonly #all = new Map<string, HttpPeer>();
  readonly #handshakes: PendingHandshakes;
  /** How to stop waiting for those that have not opened. */
  readonly #stopWaiting = new Map<HttpPeer, () => void>();
  /** Ids, oldest first. */
  readonly #ended = new Set<string>();

  constructor(openWithinMs: number, limits?: Partial<HandshakeLimits>) {
    this.#openWithinMs = openWithinMs;
    this.#handshakes = new PendingHandshakes(limits);
  }

  get(id: string): HttpPeer | undefined {
    return this.#all.get(id);
  }

  /** There was a link of this id, and it has ended. */
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
