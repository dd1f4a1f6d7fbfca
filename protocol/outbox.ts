/**
 * Kept messages of one direction: numbered from 1 without gaps, held until the far end has acknowledged them, given to
 * each new link from the first that it may lack.
 */
import { MalformedMessage } from "./bytes.ts";
import type { CodecName } from "./codec.ts";
import type { Kind } from "./messages.ts";
import type { TraceContext } from "./tracing.ts";

export interface Kept {
  readonly number: number;
  readonly kind: Kind;
  readonly codec: CodecName;
  readonly body: Uint8Array;
  readonly parent: TraceContext | undefined;
  /** Some link has taken it; from then on it is said again. */
  left: boolean;
}

/** Enough for 30 s without a link in a busy room; beyond it the far end is not coming back to a sane state. */
const maxHeld = 2048;

export class Outbox {
  #held: Kept[] = [];
  #last = 0;
  /** Number of the last one that was given to the link spoken on. */
  #given = 0;

  /** How many are not acknowledged. */
  get size(): number {
    return this.#held.length;
  }

  get isFull(): boolean {
    return this.#held.length >= maxHeld;
  }

  add(message: Omit<Kept, "number" | "left">): void {
    this.#held.push({ ...message, number: ++this.#last, left: false });
  }

  /** A link begins: it is given all that is held. */
  rewind(): void {
    this.#given = 0;
  }

  /** The next one for the link, which counts as given: whoever asks while it is being sent gets the one after it. */
  next(): Kept | undefined {
    const first = this.#held[0]?.number ?? 0;
    const next = this.#held[Math.max(0, this.#given + 1 - first)];
    if (next) this.#given = next.number;
    return next;
  }

  /** @throws MalformedMessage for a number that was never said. */
  forget(upTo: number): void {
    if (upTo > this.#last) throw new MalformedMessage(`${upTo} acknowledged, ${this.#last} said`);
    this.#held = this.#held.filter((kept) => kept.number > upTo);
  }
}
