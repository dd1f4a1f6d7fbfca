/** A link whose far end is in this very process: for players whose own wire is not one of frames. It loses nothing. */
import type { Attach, CloseCode, CloseReason, Link, LinkEvents, LinkStats } from "#transport";

export interface InProcessPeer {
  receive(payload: Uint8Array): void;
  closed(reason: CloseReason): void;
}

const maxBytes = 64 * 1024;
let linkCount = 0;

export class InProcessLink implements Link {
  readonly id = `inner-${++linkCount}`;
  readonly transport = "grpc";
  readonly mayLose = false;
  readonly maxBytes = {
    unreliable: maxBytes,
    "unreliable-sequenced": maxBytes,
    "reliable-unordered": maxBytes,
    "reliable-ordered": maxBytes,
  };
  readonly #peer: InProcessPeer;
  readonly #events: LinkEvents;
  readonly #sent = { messages: 0, bytes: 0 };
  readonly #received = { messages: 0, bytes: 0 };
  #isClosed = false;

  constructor(attach: Attach, farEnd: InProcessPeer) {
    this.#peer = farEnd;
    this.#events = attach(this);
  }

  send(payload: Uint8Array): "sent" | "dropped" {
    if (this.#isClosed) return "dropped";
    this.#sent.messages += 1;
    this.#sent.bytes += payload.length;
    const copy = payload.slice();
    // Later, as on any wire: whoever sends is in the middle of something.
    queueMicrotask(() => this.#peer.receive(copy));
    return "sent";
  }

  drained(): Promise<void> {
    return Promise.resolve();
  }

  stats(): LinkStats {
    return {
      sentMessages: this.#sent.messages,
      sentBytes: this.#sent.bytes,
      receivedMessages: this.#received.messages,
      receivedBytes: this.#received.bytes,
      droppedMessages: 0,
      replacedMessages: 0,
      overtakenMessages: 0,
      bufferedBytes: 0,
    };
  }

  close(code: CloseCode, detail?: string): void {
    this.#close(
      { code, by: "local", ...(detail ? { detail } : {}) },
      { code, by: "remote", ...(detail ? { detail } : {}) },
    );
  }

  /** The far end says this. */
  deliver(payload: Uint8Array): void {
    if (this.#isClosed) return;
    this.#received.messages += 1;
    this.#received.bytes += payload.length;
    this.#events.message(payload, "reliable-ordered");
  }

  /** The far end is done. */
  closeFromPeer(): void {
    this.#close({ code: "done", by: "remote" }, { code: "done", by: "local" });
  }

  #close(here: CloseReason, there: CloseReason): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    queueMicrotask(() => {
      this.#events.closed(here);
      this.#peer.closed(there);
    });
  }
}
