/** One direction of a UDP flow: each datagram that its hook forwards is sent when its own delay is over. */
import { checkDelay, type Forward, type Hook } from "./hook.ts";
import type { Clock } from "./relay.ts";

export interface DatagramDirectionOptions {
  readonly hook: Hook<Buffer>;
  readonly send: (datagram: Buffer) => void;
  readonly clock: Clock;
  readonly maxQueuedBytes: number;
}

/** What a waiting datagram costs beside its bytes, so that many tiny ones are bounded too. */
const entryBytes = 64;

export class DatagramDirection {
  readonly #options: DatagramDirectionOptions;
  readonly #cancels = new Set<() => void>();
  #queuedBytes = 0;
  #isClosed = false;

  constructor(options: DatagramDirectionOptions) {
    this.#options = options;
  }

  receive(datagram: Buffer): void {
    this.#options.hook(datagram, this.#forward);
  }

  close(): void {
    this.#isClosed = true;
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
  }

  readonly #forward: Forward<Buffer> = (datagram, delayMs = 0) => {
    checkDelay(delayMs);
    if (this.#isClosed) return;
    const { clock, maxQueuedBytes, send } = this.#options;
    if (delayMs === 0) {
      send(datagram);
      return;
    }
    const size = datagram.length + entryBytes;
    // Like the full queue of a router it drops the newest.
    if (this.#queuedBytes + size > maxQueuedBytes) return;
    this.#queuedBytes += size;
    const cancel = clock.after(delayMs, () => {
      this.#cancels.delete(cancel);
      this.#queuedBytes -= size;
      send(datagram);
    });
    this.#cancels.add(cancel);
  };
}
