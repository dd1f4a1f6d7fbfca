/**
 * Limits the signals that one browser may send to others. Each description makes the receiver open a peer connection, and
 * each candidate makes it send checks to an address that the sender chose. The server counts per sender and each browser
 * per seat, so that neither has to trust the other.
 */
import { TokenBucket } from "../token-bucket.ts";
import type { Signal } from "./signaling-channel.ts";

/**
 * The signals for one other browser: four attempts, each a description and some twenty candidates, and four more after a
 * reload.
 */
const perPeer = { descriptions: 8, signals: 8 * 25, bytes: 8 * 8 * 1024 };

export interface SignalBudgetOptions {
  /** Monotonic, in ms. */
  readonly now: () => number;
  /** The largest number of other browsers. */
  readonly peers: number;
}

export class SignalBudget {
  readonly #descriptions: TokenBucket;
  readonly #signals: TokenBucket;
  readonly #bytes: TokenBucket;

  constructor({ now, peers }: SignalBudgetOptions) {
    // All of it may come at once, and as much again each minute.
    const bucket = (perPeers: number) => {
      const burst = perPeers * peers;
      return new TokenBucket({ now, burst, perSecond: burst / 60 });
    };
    this.#descriptions = bucket(perPeer.descriptions);
    this.#signals = bucket(perPeer.signals);
    this.#bytes = bucket(perPeer.bytes);
  }

  /** False for a signal that is too long or beyond the budget. */
  take(signal: Signal): boolean {
    if (!("candidate" in signal) && !this.#descriptions.take()) return false;
    return this.#signals.take() && this.#bytes.take(lengthOf(signal));
  }
}

/** In characters: descriptions and candidates are ASCII. */
function lengthOf(signal: Signal): number {
  if ("offer" in signal) return signal.offer.length;
  if ("answer" in signal) return signal.answer.length;
  return signal.candidate.candidate.length + signal.candidate.mid.length;
}
