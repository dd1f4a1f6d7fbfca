/**
 * The bytes of a link that the platform still holds. `InFlight` trusts the acks of the far side; this detects a peer that
 * acknowledges and does not read, or only makes us acknowledge.
 */
import type { LinkLimits } from "./link.ts";
import { IdleTimer } from "./idle-timer.ts";

export class WriteBacklog {
  readonly #queuedBytes: () => number;
  readonly #limits: LinkLimits;
  readonly #stallTimer: IdleTimer;
  #writtenBytes = 0;
  #flushedBytes = 0;

  constructor(queuedBytes: () => number, limits: LinkLimits) {
    this.#queuedBytes = queuedBytes;
    this.#limits = limits;
    this.#stallTimer = new IdleTimer(limits.heartbeatMs);
  }

  addWritten(bytes: number): void {
    this.#writtenBytes += bytes;
  }

  isAboveHighWater(): boolean {
    return this.#queuedBytes() > this.#limits.highWaterBytes;
  }

  isAboveHardLimit(): boolean {
    return this.#queuedBytes() > this.#limits.hardLimitBytes;
  }

  /** True when bytes are queued and none left during the heartbeat. To be called several times within it. */
  isStalled(): boolean {
    const queuedBytes = this.#queuedBytes();
    const flushedBytes = this.#writtenBytes - queuedBytes;
    if (queuedBytes === 0 || flushedBytes > this.#flushedBytes) {
      this.#flushedBytes = flushedBytes;
      this.#stallTimer.reset();
    }
    return this.#stallTimer.isExpired();
  }
}
