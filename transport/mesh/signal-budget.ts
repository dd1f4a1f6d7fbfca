/**
 * How much one browser may say to be introduced to others. Each description makes a peer connection over there, each
 * candidate makes it send checks to an address of the sender's choice. Kept by whoever carries the words, for each sender,
 * and by whoever hears them, for each seat: neither has to trust the other.
 */
import { TokenBucket } from "../token-bucket.ts";
import type { Word } from "./introduction.ts";

/** What one sends to one other: four attempts, each a description and some twenty candidates, and four after a reload. */
const perPeer = { descriptions: 8, words: 8 * 25, bytes: 8 * 8 * 1024 };

export interface SignalBudgetOptions {
  /** ms; monotonic. */
  readonly now: () => number;
  /** To how many others, at most. */
  readonly peers: number;
}

export class SignalBudget {
  readonly #descriptions: TokenBucket;
  readonly #words: TokenBucket;
  readonly #bytes: TokenBucket;

  constructor({ now, peers }: SignalBudgetOptions) {
    // Everything at once, and once more in each minute.
    const bucket = (perPeers: number) => {
      const burst = perPeers * peers;
      return new TokenBucket({ now, burst, perSecond: burst / 60 });
    };
    this.#descriptions = bucket(perPeer.descriptions);
    this.#words = bucket(perPeer.words);
    this.#bytes = bucket(perPeer.bytes);
  }

  /** False for a word that is one too many, or too long. */
  take(word: Word): boolean {
    if (!("candidate" in word) && !this.#descriptions.take()) return false;
    return this.#words.take() && this.#bytes.take(lengthOf(word));
  }
}

/** In characters: what is no ASCII is no part of a description or a candidate. */
function lengthOf(word: Word): number {
  if ("offer" in word) return word.offer.length;
  if ("answer" in word) return word.answer.length;
  return word.candidate.candidate.length + word.candidate.mid.length;
}
