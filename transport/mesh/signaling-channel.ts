/** What two browsers say to each other, through somebody both know, before there is a link between them. */

/** An address at which this browser may be reached (RFC 8839); `mid` names the section of the description it belongs to. */
export interface Candidate {
  readonly candidate: string;
  readonly mid: string;
}

export type Signal =
  | { readonly offer: string }
  | { readonly answer: string }
  | { readonly candidate: Candidate };

/** Leads to one other browser, for one attempt. Words may be lost; those that arrive keep their order. */
export interface SignalingChannel {
  send(signal: Signal): void;
  /** Tells of each word from now on; answers how to stop. */
  onSignal(listener: (word: Signal) => void): () => void;
}
