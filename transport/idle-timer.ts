/** Measures how long a peer has been silent. Time in which this process did not run counts little. */
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

  /** To be called several times within the limit. */
  isExpired(): boolean {
    const nowMs = performance.now();
    // After a pause of this process, messages may wait on the wire: a long gap alone does not mean a silent peer.
    this.#idleMs += Math.min(nowMs - this.#lastCheckMs, this.#limitMs / 2);
    this.#lastCheckMs = nowMs;
    return this.#idleMs > this.#limitMs;
  }
}
