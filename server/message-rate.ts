/** How much one link may say: a bucket that fills with time. A browser at 60 Hz sends about 70 messages a second. */

const messagesPerSecond = 240;
const bytesPerSecond = 64 * 1024;
/** A link that froze delivers all at once what was said meanwhile. */
const burstSeconds = 10;

export class MessageRate {
  readonly #now: () => number;
  #atMs: number;
  #messages = messagesPerSecond * burstSeconds;
  #bytes = bytesPerSecond * burstSeconds;

  constructor(now: () => number) {
    this.#now = now;
    this.#atMs = now();
  }

  allows(bytes: number): boolean {
    const now = this.#now();
    const seconds = (now - this.#atMs) / 1000;
    this.#atMs = now;
    this.#messages = Math.min(
      this.#messages + seconds * messagesPerSecond,
      messagesPerSecond * burstSeconds,
    );
    this.#bytes = Math.min(this.#bytes + seconds * bytesPerSecond, bytesPerSecond * burstSeconds);
    if (this.#messages < 1 || this.#bytes < bytes) return false;
    this.#messages -= 1;
    this.#bytes -= bytes;
    return true;
  }
}
