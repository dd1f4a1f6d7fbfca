/** One peer of the mesh: attempts to link up with it, and the link. */
import { MalformedMessage } from "#protocol";
import type { Attach, CloseReason, SignalingChannel, Link, Signal } from "#transport";

export interface MeshPeerOptions {
  readonly seat: number;
  /** The lower seat offers, the other one waits for that. */
  readonly isOfferer: boolean;
  readonly local: () => number;
  readonly sendSignal: (call: number, word: Signal) => void;
  /** Opens one attempt; answers where there is an offer, else offers. */
  readonly openLink: (attach: Attach, attempt: Attempt) => Promise<Link>;
  /** May throw MalformedMessage: then this peer is not spoken with again. */
  readonly received: (bytes: Uint8Array) => void;
  /** Open or not any more. */
  readonly changed: () => void;
}

export interface Attempt {
  readonly signaling: SignalingChannel;
  readonly offer: string | undefined;
  readonly signal: AbortSignal;
}

/** A path that four attempts have not found is not there. */
const retryBackoffMs = [0, 2000, 5000, 10_000];
/** A link that lasted this long has shown that it works. */
const stableAfterMs = 15_000;

export class MeshPeer {
  readonly #options: MeshPeerOptions;
  #failures = 0;
  #failedMs = 0;
  /** Number of the current attempt, the offering side's to give. */
  #call = 0;
  #attempt: AbortController | undefined;
  #signals = new SignalQueue();
  #link: Link | undefined;
  #openMs = 0;
  #isBanned = false;

  constructor(options: MeshPeerOptions) {
    this.#options = options;
  }

  get link(): Link | undefined {
    return this.#link;
  }

  /** Tries when it is time to. */
  update(): void {
    const { isOfferer, local } = this.#options;
    if (!isOfferer || this.#link || this.#attempt || this.#isBanned) return;
    const waitMs = retryBackoffMs[this.#failures];
    if (waitMs === undefined || local() - this.#failedMs < waitMs) return;
    this.#startAttempt(this.#call + 1, undefined);
  }

  receiveSignal(call: number, word: Signal): void {
    if (this.#isBanned) return;
    if ("offer" in word) {
      if (this.#options.isOfferer) return;
      this.#closeLink("a new offer");
      this.#startAttempt(call, word.offer);
    } else if (call === this.#call) {
      this.#signals.push(word);
    }
  }

  close(detail: string): void {
    this.#isBanned = true;
    this.#closeLink(detail);
  }

  #closeLink(detail: string): void {
    this.#attempt?.abort();
    this.#attempt = undefined;
    const link = this.#link;
    this.#link = undefined;
    link?.close("done", detail);
    if (link) this.#options.changed();
  }

  #startAttempt(call: number, offer: string | undefined): void {
    const { sendSignal, openLink } = this.#options;
    const attempt = new AbortController();
    this.#call = call;
    this.#attempt = attempt;
    const signals = new SignalQueue();
    this.#signals = signals;
    const signaling: SignalingChannel = {
      send: (word) => sendSignal(call, word),
      onSignal: (heard) => signals.subscribe(heard),
    };
    const { signal } = attempt;
    const over = (): void => {
      if (this.#attempt === attempt) this.#attempt = undefined;
    };
    openLink((opened) => this.#attach(opened, signal), { signaling, offer, signal }).then(
      over,
      () => {
        if (this.#attempt === attempt) this.#countFailure();
        over();
      },
    );
  }

  #attach(link: Link, signal: AbortSignal): ReturnType<Attach> {
    if (signal.aborted) link.close("done", "no longer wanted");
    else {
      this.#link = link;
      this.#openMs = this.#options.local();
      this.#options.changed();
    }
    return {
      message: (bytes) => {
        if (this.#link === link) this.#receive(bytes, link);
      },
      closed: (reason) => {
        if (this.#link === link) this.#closed(reason);
      },
    };
  }

  /** What is not a report costs this peer its link, for good, and nobody else anything. */
  #receive(bytes: Uint8Array, link: Link): void {
    try {
      this.#options.received(bytes);
    } catch (error) {
      if (!(error instanceof MalformedMessage)) throw error;
      link.close("protocol-error", error.message);
    }
  }

  #closed({ code }: CloseReason): void {
    this.#link = undefined;
    if (code === "protocol-error") this.#isBanned = true;
    if (this.#options.local() - this.#openMs > stableAfterMs) this.#failures = 0;
    this.#countFailure();
    this.#options.changed();
  }

  #countFailure(): void {
    this.#failures += 1;
    this.#failedMs = this.#options.local();
  }
}

/** More than a peer has to say. */
const maxQueuedSignals = 64;

/** What the far side said of one attempt; what came before somebody hears waits. */
class SignalQueue {
  #queue: Signal[] = [];
  #listener: ((word: Signal) => void) | undefined;

  push(word: Signal): void {
    if (this.#listener) this.#listener(word);
    else if (this.#queue.length < maxQueuedSignals) this.#queue.push(word);
  }

  subscribe(heard: (word: Signal) => void): () => void {
    this.#listener = heard;
    for (const word of this.#queue.splice(0)) heard(word);
    return () => (this.#listener = undefined);
  }
}
