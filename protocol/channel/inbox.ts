/** The session-reliable messages that one end has received: each once and in order. */
import { MalformedMessage } from "../bytes.ts";

export class Inbox {
  #received = 0;
  #needsAck = false;

  /** Number of the last one. */
  get received(): number {
    return this.#received;
  }

  /** The other end may not know that number. */
  get needsAck(): boolean {
    return this.#needsAck;
  }

  setAckSent(sent: boolean): void {
    this.#needsAck = !sent;
  }

  /** False for one that was received before. @throws MalformedMessage for a gap, which no reliable link has. */
  accept(number: number): boolean {
    // The other end resends what it believes to be unacknowledged, so it needs another acknowledgement.
    this.#needsAck = true;
    if (number <= this.#received) return false;
    if (number !== this.#received + 1)
      throw new MalformedMessage(
        `session-reliable message ${number} after ${this.#received}: some are missing`,
      );
    this.#received = number;
    return true;
  }
}
