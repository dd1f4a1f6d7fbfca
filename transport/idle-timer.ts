/** How long a peer has been silent, as far as this process was awake to hear it. */
export class IdleTimer {
  readonly #limitMs: number;
  #idleMs = 0;
  #lastCheckMs = performance.now();

  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  reset(): void {
    this.#idleMs = 0;
  }

  /** To be asked several times within the limit. */
  isExpired(): boolean {
    const nowMs = performance.now();
    // After a pause of this process the wire may be full of news: a long gap alone is not a silent peer.
    this.#idleMs += Math.min(nowMs - this.#lastCheckMs, this.#limitMs / 2);
    this.#lastCheckMs = nowMs;
    return this.#idleMs > this.#limitMs;
  }
}
