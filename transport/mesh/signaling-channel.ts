/** The signals that two browsers exchange through a server before they have a link. */

/**
 * An address at which this browser may be reached (RFC 8839); `mid` names the section of the description that it belongs
 * to.
 */
export interface Candidate {
  readonly candidate: string;
  readonly mid: string;
}

export type Signal =
  | { readonly offer: string }
  | { readonly answer: string }
  | { readonly candidate: Candidate };

/** Sends to one other browser, for one attempt. Signals may be lost; those that arrive are in order. */
export interface SignalingChannel {
  send(signal: Signal): void;
  /** Calls the listener with each signal from now on; returns the undo. */
  onSignal(listener: (signal: Signal) => void): () => void;
}
