/** One direction of a relayed TCP connection: what its hook forwards is written in order, and no faster than the far side takes it. */
import type { Socket } from "node:net";
import { checkDelay, type Forward, type Hook, type StreamEvent } from "./hook.ts";
import type { Clock } from "./relay.ts";

interface QueuedEvent {
  readonly what: StreamEvent;
  readonly dueMs: number;
}

export interface StreamDirectionOptions {
  readonly from: Socket;
  readonly to: Socket;
  readonly hook: Hook<StreamEvent>;
  readonly clock: Clock;
  readonly maxQueuedBytes: number;
}

/** What an entry costs beside its bytes, so that many tiny ones are bounded too. */
const entryBytes = 64;

export class StreamDirection {
  readonly #options: StreamDirectionOptions;
  /** In the order of the calls: the first one's delay holds up the rest. */
  #queue: QueuedEvent[] = [];
  #queuedBytes = 0;
  /** A write, a timer or a turn of the event loop must end before the next entry leaves. */
  #isWaiting = false;
  #isClosed = false;
  #cancelTimer = (): void => {};

  constructor(options: StreamDirectionOptions) {
    this.#options = options;
    const { from, to, hook } = options;
    const arrive = (event: StreamEvent): void => {
      if (!this.#isClosed) hook(event, this.#forward);
    };
    from.on("data", arrive);
    from.on("end", () => arrive("end"));
    // An error of a socket is a reset by its far side, or a connection that could not be opened.
    from.on("close", (hadError) => hadError && arrive("reset"));
    to.on("close", () => this.close());
  }

  /** Drops what waits, and whatever is still forwarded. */
  close(): void {
    this.#isClosed = true;
    this.#cancelTimer();
    this.#queue = [];
  }

  readonly #forward: Forward<StreamEvent> = (what, delayMs = 0) => {
    checkDelay(delayMs);
    if (this.#isClosed) return;
    this.#queue.push({ what, dueMs: this.#options.clock.now() + delayMs });
    this.#addQueuedBytes(sizeOf(what));
    this.#sendDue();
  };

  #sendDue(): void {
    const [next] = this.#queue;
    if (this.#isWaiting || !next) return;
    const waitMs = next.dueMs - this.#options.clock.now();
    if (waitMs > 0) {
      this.#isWaiting = true;
      this.#cancelTimer = this.#options.clock.after(waitMs, this.#resume);
    } else {
      this.#queue.shift();
      this.#send(next.what);
    }
  }

  readonly #resume = (): void => {
    this.#isWaiting = false;
    this.#sendDue();
  };

  #send(what: StreamEvent): void {
    const { from, to } = this.#options;
    if (what === "reset") {
      reset(to);
      reset(from);
    } else if (what === "end") {
      to.end();
    } else if (to.writable) {
      this.#isWaiting = true;
      to.write(what, () => {
        this.#addQueuedBytes(-sizeOf(what));
        // A turn of its own for each entry: the far side receives the pieces that the hook made.
        setImmediate(this.#resume);
      });
      return;
    }
    this.#addQueuedBytes(-sizeOf(what));
    this.#sendDue();
  }

  /** Reads on only while there is room: so the client's own TCP feels the delay and the far side's pace. */
  #addQueuedBytes(bytes: number): void {
    const { from, maxQueuedBytes } = this.#options;
    this.#queuedBytes += bytes;
    if (this.#queuedBytes > maxQueuedBytes) from.pause();
    else if (from.isPaused()) from.resume();
  }
}

/** Sends an RST. While a FIN is under way the system refuses to, so that one goes first. */
function reset(socket: Socket): void {
  if (socket.destroyed) return;
  const isEnding = socket.writableEnded && !socket.writableFinished;
  if (isEnding) socket.once("finish", () => reset(socket));
  else socket.resetAndDestroy();
}

const sizeOf = (what: StreamEvent): number =>
  entryBytes + (typeof what === "string" ? 0 : what.length);
