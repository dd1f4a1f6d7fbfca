/**
 * How much one browser may say to be introduced to others. Each description makes a peer connection over there, each
 * candidate makes it send checks to an address of the sender's choice. Kept by whoever carries the words, for each sender,
 * and by whoever hears them, for each seat: neither has to trust the other.
 */
import { TokenBucket } from "../token-bucket.ts";
import type { Signal } from "./signaling-channel.ts";

/** What one sends to one other: four attempts, each a description and some twenty candidates, and four after a reload. */
const perPeer = { descriptions: 8, signals: 8 * 25, bytes: 8 * 8 * 1024 };

export interface SignalBudgetOptions {
  /** ms; monotonic. */
  readonly now: () => number;
  /** To how many others, at most. */
  readonly peers: number;
}

export class SignalBudget {
  readonly #descriptions: TokenBucket;
  readonly #signals: TokenBucket;
  readonly #bytes: TokenBucket;

  constructor({ now, peers }: SignalBudgetOptions) {
    // Everything at once, and once more in each minute.
    const bucket = (perPeers: number) => {
      const burst = perPeers * peers;
      return new TokenBucket({ now, burst, perSecond: burst / 60 });
    };
    this.#descriptions = bucket(perPeer.descriptions);
    this.#signals = bucket(perPeer.signals);
    this.#bytes = bucket(perPeer.bytes);
  }

  /** False for a word that is one too many, or too long. */
  take(signal: Signal): boolean {
    if (!("candidate" in signal) && !this.#descriptions.take()) return false;
    return this.#signals.take() && this.#bytes.take(lengthOf(signal));
  }
}

/** In characters: what is no ASCII is no part of a description or a candidate. */
function lengthOf(signal: Signal): number {
  if ("offer" in signal) return signal.offer.length;
  if ("answer" in signal) return signal.answer.length;
  return signal.candidate.candidate.length + signal.candidate.mid.length;
}
