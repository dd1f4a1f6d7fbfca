/**
 * The session-reliable messages of one direction: numbered from 1 without gaps, held until the other end has acknowledged
 * them, and given to each new link from the first one that may be missing there.
 */
import { MalformedMessage } from "../bytes.ts";
import type { CodecName } from "../codecs/codec-names.ts";
import type { Kind } from "../kinds.ts";
import type { TraceContext } from "../tracing.ts";

export interface OutboxMessage {
  readonly number: number;
  readonly kind: Kind;
  readonly codec: CodecName;
  readonly body: Uint8Array;
  readonly parent: TraceContext | undefined;
  /** Some link has taken it; sending it again is a resend. */
  wasSent: boolean;
}

/** Enough for 30 s without a link in a busy room; beyond it the far end is not coming back to a sane state. */
const maxUnacknowledged = 2048;

export class Outbox {
  #unacknowledged: OutboxMessage[] = [];
  #lastNumber = 0;
  /** Number of the last one that was given to the active link. */
  #lastTaken = 0;

  /** How many are not acknowledged. */
  get size(): number {
    return this.#unacknowledged.length;
  }

  get isFull(): boolean {
    return this.#unacknowledged.length >= maxUnacknowledged;
  }

  add(message: Omit<OutboxMessage, "number" | "wasSent">): void {
    this.#unacknowledged.push({ ...message, number: ++this.#lastNumber, wasSent: false });
  }

  /** Another link becomes active: it is given all that is held. */
  rewind(): void {
    this.#lastTaken = 0;
  }

  /** The next one for the link. It counts as given at once, so that a handler that sends meanwhile gets the one after it. */
  next(): OutboxMessage | undefined {
    const first = this.#unacknowledged[0]?.number ?? 0;
    const next = this.#unacknowledged[Math.max(0, this.#lastTaken + 1 - first)];
    if (next) this.#lastTaken = next.number;
    return next;
  }

  /** @throws MalformedMessage for a number that was never sent. */
  acknowledge(upTo: number): void {
    if (upTo > this.#lastNumber)
      throw new MalformedMessage(`${upTo} acknowledged, ${this.#lastNumber} sent`);
    this.#unacknowledged = this.#unacknowledged.filter((message) => message.number > upTo);
  }
}
