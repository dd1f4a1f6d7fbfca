/** How long a peer has been silent, as far as this process was awake to hear it. */
export class Silence {
  readonly #limitMs: number;
  #silentMs = 0;
  #lastLookMs = performance.now();

  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  end(): void {
    this.#silentMs = 0;
  }

  /** To be asked several times within the limit. */
  isTooLong(): boolean {
    const nowMs = performance.now();
    // After a pause of this process the wire may be full of news: a long gap alone is not a silent peer.
    this.#silentMs += Math.min(nowMs - this.#lastLookMs, this.#limitMs / 2);
    this.#lastLookMs = nowMs;
    return this.#silentMs > this.#limitMs;
  }
}
