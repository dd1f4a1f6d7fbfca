/** One peer of the mesh: the attempts to open a link to it, and the link. */
import { MalformedMessage } from "#protocol";
import type { Attach, CloseReason, SignalingChannel, Link, Signal } from "#transport";

export interface MeshPeerOptions {
  readonly seat: number;
  /** The lower seat offers; the other one waits for the offer. */
  readonly isOfferer: boolean;
  readonly local: () => number;
  readonly sendSignal: (call: number, signal: Signal) => void;
  /** Makes one attempt: it answers the offer, or offers where there is none. */
  readonly openLink: (attach: Attach, attempt: Attempt) => Promise<Link>;
  /** May throw MalformedMessage: then no link to this peer is opened again. */
  readonly received: (bytes: Uint8Array) => void;
  /** The link has opened or closed. */
  readonly changed: () => void;
}

export interface Attempt {
  readonly signaling: SignalingChannel;
  readonly offer: string | undefined;
  readonly signal: AbortSignal;
}

/** After four failed attempts there is no fifth. */
const retryBackoffMs = [0, 2000, 5000, 10_000];
/** A link that was open for this long has shown that it works. */
const stableAfterMs = 15_000;

export class MeshPeer {
  readonly #options: MeshPeerOptions;
  #failures = 0;
  #failedMs = 0;
  /** Number of the present attempt; the offering side counts. */
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

  /** Call it often: it starts an attempt when one is due. */
  update(): void {
    const { isOfferer, local } = this.#options;
    if (!isOfferer || this.#link || this.#attempt || this.#isBanned) return;
    const waitMs = retryBackoffMs[this.#failures];
    if (waitMs === undefined || local() - this.#failedMs < waitMs) return;
    this.#startAttempt(this.#call + 1, undefined);
  }

  receiveSignal(call: number, signal: Signal): void {
    if (this.#isBanned) return;
    if ("offer" in signal) {
      if (this.#options.isOfferer) return;
      this.#closeLink("a new offer");
      this.#startAttempt(call, signal.offer);
    } else if (call === this.#call) {
      this.#signals.push(signal);
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
      send: (sent) => sendSignal(call, sent),
      onSignal: (listener) => signals.subscribe(listener),
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

  /** A message that is not a report closes the link to this peer, for good. */
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

/** More than one attempt takes. */
const maxQueuedSignals = 64;

/** The signals of one attempt; those that come before its listener wait for it. */
class SignalQueue {
  #queue: Signal[] = [];
  #listener: ((signal: Signal) => void) | undefined;

  push(signal: Signal): void {
    if (this.#listener) this.#listener(signal);
    else if (this.#queue.length < maxQueuedSignals) this.#queue.push(signal);
  }

  subscribe(listener: (signal: Signal) => void): () => void {
    this.#listener = listener;
    for (const signal of this.#queue.splice(0)) listener(signal);
    return () => (this.#listener = undefined);
  }
}
