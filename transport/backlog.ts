/**
 * What the platform still holds of what a link wrote. The ledger believes the far side's reports; a peer that reports and
 * does not read, or only makes us report, is seen here.
 */
import type { LinkLimits } from "./link.ts";
import { Silence } from "./silence.ts";

export class Backlog {
  readonly #queuedBytes: () => number;
  readonly #limits: LinkLimits;
  readonly #standstill: Silence;
  #writtenBytes = 0;
  #leftBytes = 0;

  constructor(queuedBytes: () => number, limits: LinkLimits) {
    this.#queuedBytes = queuedBytes;
    this.#limits = limits;
    this.#standstill = new Silence(limits.heartbeatMs);
  }

  wrote(bytes: number): void {
    this.#writtenBytes += bytes;
  }

  isHigh(): boolean {
    return this.#queuedBytes() > this.#limits.highWaterBytes;
  }

  isTooHigh(): boolean {
    return this.#queuedBytes() > this.#limits.hardLimitBytes;
  }

  /** True when something is queued and nothing has left for the heartbeat. To be asked several times within it. */
  isStuck(): boolean {
    const queuedBytes = this.#queuedBytes();
    const leftBytes = this.#writtenBytes - queuedBytes;
    if (queuedBytes === 0 || leftBytes > this.#leftBytes) {
      this.#leftBytes = leftBytes;
      this.#standstill.end();
    }
    return this.#standstill.isTooLong();
  }
}
