/** What one end has heard: kept messages once and in order, the others by how many are missing. */
import { MalformedMessage } from "./bytes.ts";
import type { Kind } from "./messages.ts";

export class Inbox {
  readonly #highest = new Map<Kind, number>();
  #received = 0;
  #owesAck = false;

  /** Number of the last kept message heard. */
  get received(): number {
    return this.#received;
  }

  /** The far end may not know what was heard. */
  get owesAck(): boolean {
    return this.#owesAck;
  }

  acknowledged(sent: boolean): void {
    this.#owesAck = !sent;
  }

  /** False for one heard before. @throws MalformedMessage for a gap: a reliable link lied. */
  isNext(number: number): boolean {
    // One heard before means that the far end missed an acknowledgement: it is owed another.
    this.#owesAck = true;
    if (number <= this.#received) return false;
    if (number !== this.#received + 1)
      throw new MalformedMessage(
        `kept message ${number} after ${this.#received}: some are missing`,
      );
    this.#received = number;
    return true;
  }

  /** How many more are missing now that this one came; -1 for one that was missing. */
  newlyMissing(kind: Kind, sequence: number): number {
    const highest = this.#highest.get(kind) ?? 0;
    if (sequence <= highest) return -1;
    this.#highest.set(kind, sequence);
    return sequence - highest - 1;
  }
}
