/** What one end has heard of kept messages: each once and in order. */
import { MalformedMessage } from "../bytes.ts";

export class Inbox {
  #received = 0;
  #needsAck = false;

  /** Number of the last kept message heard. */
  get received(): number {
    return this.#received;
  }

  /** The far end may not know what was heard. */
  get needsAck(): boolean {
    return this.#needsAck;
  }

  setAckSent(sent: boolean): void {
    this.#needsAck = !sent;
  }

  /** False for one heard before. @throws MalformedMessage for a gap: a reliable link lied. */
  accept(number: number): boolean {
    // One heard before means that the far end missed an acknowledgement: it is owed another.
    this.#needsAck = true;
    if (number <= this.#received) return false;
    if (number !== this.#received + 1)
      throw new MalformedMessage(
        `kept message ${number} after ${this.#received}: some are missing`,
      );
    this.#received = number;
    return true;
  }
}
