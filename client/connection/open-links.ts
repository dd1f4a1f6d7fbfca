/**
 * The links of one session that have been welcomed. Messages are sent on the newest; the one before it is received from a
 * little longer, for what is still under way on it.
 */
import type { CloseCode, Link, TransportName } from "#transport";
import type { Route } from "./link-spec.ts";

/** The old link is received from for this long after a swap, and until the new one has brought something. */
const overlapMs = 500;
/** A link that was open for this long has shown that it works. */
const stableAfterMs = 15_000;

interface OpenLink {
  readonly link: Link;
  readonly route: Route;
}

export class OpenLinks {
  #links: OpenLink[] = [];
  #activeSinceMs = 0;
  #idleMs = 0;
  #hasReceived = false;

  /** The link that messages are sent on. */
  get active(): Link | undefined {
    return this.#links.at(-1)?.link;
  }
  get transport(): TransportName | undefined {
    return this.active?.transport;
  }
  get route(): Route | undefined {
    return this.#links.at(-1)?.route;
  }
  /** For how long nothing has been received on the active link, ms; 0 without one. */
  get idleMs(): number {
    return this.active ? this.#idleMs : 0;
  }

  activate(link: Link, route: Route, nowMs: number): void {
    this.#links.push({ link, route });
    this.#activeSinceMs = nowMs;
    this.#idleMs = 0;
    this.#hasReceived = false;
  }

  received(link: Link): void {
    if (link !== this.active) return;
    this.#idleMs = 0;
    this.#hasReceived = true;
  }

  /** `sinceMs` of this page's life have passed. */
  update(sinceMs: number, nowMs: number): void {
    this.#idleMs += sinceMs;
    if (!this.#hasReceived || nowMs - this.#activeSinceMs <= overlapMs) return;
    for (const { link } of this.#links.slice(0, -1)) link.close("done", "swapped");
    this.#links = this.#links.slice(-1);
  }

  isStable(nowMs: number): boolean {
    return this.active !== undefined && nowMs - this.#activeSinceMs > stableAfterMs;
  }

  /** The link has closed. Answers whether messages were sent on it; then the one before it is active again, if it is open. */
  remove(link: Link): boolean {
    const wasActive = link === this.active;
    this.#links = this.#links.filter((open) => open.link !== link);
    if (wasActive) this.#idleMs = 0;
    return wasActive;
  }

  closeAll(code: CloseCode, detail: string): void {
    for (const { link } of this.#links) link.close(code, detail);
  }

  /** From now on there is none, whatever becomes of those that were. */
  clear(): void {
    this.#links = [];
  }
}
