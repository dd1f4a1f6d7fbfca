/** One peer of the mesh: attempts to link up with it, and the link. */
import { MalformedMessage } from "#protocol";
import type { Attach, CloseReason, SignalingChannel, Link, Signal } from "#transport";

export interface MeshPeerOptions {
  readonly seat: number;
  /** The lower seat offers, the other one waits for that. */
  readonly offers: boolean;
  readonly local: () => number;
  readonly say: (call: number, word: Signal) => void;
  /** Opens one attempt; answers where there is an offer, else offers. */
  readonly link: (attach: Attach, attempt: Attempt) => Promise<Link>;
  /** May throw MalformedMessage: then this peer is not spoken with again. */
  readonly heard: (bytes: Uint8Array) => void;
  /** Open or not any more. */
  readonly changed: () => void;
}

export interface Attempt {
  readonly introduction: SignalingChannel;
  readonly offer: string | undefined;
  readonly signal: AbortSignal;
}

/** A path that four attempts have not found is not there. */
const waitsMs = [0, 2000, 5000, 10_000];
/** A link that lasted this long has shown that it works. */
const provenMs = 15_000;

export class MeshPeer {
  readonly #options: MeshPeerOptions;
  #failures = 0;
  #failedMs = 0;
  /** Number of the current attempt, the offering side's to give. */
  #call = 0;
  #attempt: AbortController | undefined;
  #words = new Words();
  #link: Link | undefined;
  #openMs = 0;
  #isCut = false;

  constructor(options: MeshPeerOptions) {
    this.#options = options;
  }

  get link(): Link | undefined {
    return this.#link;
  }

  /** Tries when it is time to. */
  beat(): void {
    const { offers, local } = this.#options;
    if (!offers || this.#link || this.#attempt || this.#isCut) return;
    const waitMs = waitsMs[this.#failures];
    if (waitMs === undefined || local() - this.#failedMs < waitMs) return;
    this.#try(this.#call + 1, undefined);
  }

  hear(call: number, word: Signal): void {
    if (this.#isCut) return;
    if ("offer" in word) {
      if (this.#options.offers) return;
      this.#hangUp("a new offer");
      this.#try(call, word.offer);
    } else if (call === this.#call) {
      this.#words.tell(word);
    }
  }

  end(detail: string): void {
    this.#isCut = true;
    this.#hangUp(detail);
  }

  #hangUp(detail: string): void {
    this.#attempt?.abort();
    this.#attempt = undefined;
    const link = this.#link;
    this.#link = undefined;
    link?.close("done", detail);
    if (link) this.#options.changed();
  }

  #try(call: number, offer: string | undefined): void {
    const { say, link } = this.#options;
    const attempt = new AbortController();
    this.#call = call;
    this.#attempt = attempt;
    const words = new Words();
    this.#words = words;
    const introduction: SignalingChannel = {
      send: (word) => say(call, word),
      onSignal: (heard) => words.hear(heard),
    };
    const { signal } = attempt;
    const over = (): void => {
      if (this.#attempt === attempt) this.#attempt = undefined;
    };
    link((opened) => this.#attach(opened, signal), { introduction, offer, signal }).then(
      over,
      () => {
        if (this.#attempt === attempt) this.#failed();
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
        if (this.#link === link) this.#take(bytes, link);
      },
      closed: (reason) => {
        if (this.#link === link) this.#closed(reason);
      },
    };
  }

  /** What is not a report costs this peer its link, for good, and nobody else anything. */
  #take(bytes: Uint8Array, link: Link): void {
    try {
      this.#options.heard(bytes);
    } catch (error) {
      if (!(error instanceof MalformedMessage)) throw error;
      link.close("protocol-error", error.message);
    }
  }

  #closed({ code }: CloseReason): void {
    this.#link = undefined;
    if (code === "protocol-error") this.#isCut = true;
    if (this.#options.local() - this.#openMs > provenMs) this.#failures = 0;
    this.#failed();
    this.#options.changed();
  }

  #failed(): void {
    this.#failures += 1;
    this.#failedMs = this.#options.local();
  }
}

/** More than a peer has to say. */
const mostWords = 64;

/** What the far side said of one attempt; what came before somebody hears waits. */
class Words {
  #waiting: Signal[] = [];
  #heard: ((word: Signal) => void) | undefined;

  tell(word: Signal): void {
    if (this.#heard) this.#heard(word);
    else if (this.#waiting.length < mostWords) this.#waiting.push(word);
  }

  hear(heard: (word: Signal) => void): () => void {
    this.#heard = heard;
    for (const word of this.#waiting.splice(0)) heard(word);
    return () => (this.#heard = undefined);
  }
}
