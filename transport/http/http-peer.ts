/** One dialer as the server knows it: an id that is its right, its way up by numbered POSTs, its way down, and its link. */
import { randomBytes } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Caller } from "../link.ts";
import type { Wire, WireLink } from "../wire-link.ts";
import { receiveBatch } from "./batch.ts";

/** The server's way down, one for each link. */
export interface Downlink extends Wire {
  /** Answers a GET of this link; calls `farEnd.open()` when that is the first. */
  answer(request: FastifyRequest, reply: FastifyReply): Promise<unknown>;
  /** The ended wire still holds words that the far side has to fetch. */
  readonly hasUnfetchedFrames?: boolean;
}

/** What became of a POST. `repeated`: it was heard before, and its answer was lost. */
export type PostOutcome = "heard" | "repeated" | "malformed" | "stale";

/** One may be on its way, and behind it the last words of a page that closes. */
export const maxPostsAtOnce = 2;
/** Last words take another connection and may overtake; what they overtook is right behind. */
const OVERTAKEN_WITHIN_MS = 1000;

export class HttpPeer {
  readonly id = randomBytes(24).toString("base64url");
  readonly caller: Caller;
  readonly open: () => void;
  link: WireLink | undefined;
  /** POSTs whose bodies are being read. */
  postsReading = 0;
  #nextPost = 0;
  #outOfOrder: { readonly number: number; readonly hear: () => void } | undefined;

  constructor({ caller, open }: { caller: Caller; open: (peer: HttpPeer) => void }) {
    this.caller = caller;
    this.open = () => open(this);
  }

  /** True for a POST that is due, or early by one, or repeated. */
  mayPost(number: number): boolean {
    return number >= this.#nextPost - 1 && number <= this.#nextPost + 1;
  }

  async receive(number: number, batch: Uint8Array): Promise<PostOutcome> {
    const { link } = this;
    if (!link) return "stale";
    if (number === this.#nextPost - 1) return "repeated";
    if (number === this.#nextPost + 1 && !this.#outOfOrder) await this.#waitForTurn(number, link);
    if (number !== this.#nextPost) return "stale";
    this.#nextPost++;
    const isWellFormed = receiveBatch(link, batch);
    if (this.#outOfOrder?.number === this.#nextPost) this.#outOfOrder.hear();
    return isWellFormed ? "heard" : "malformed";
  }

  /** Resolves when the POST before this one has been heard; a link that lacks it is lost. */
  async #waitForTurn(number: number, link: WireLink): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#outOfOrder = { number, hear: resolve };
    const timer = setTimeout(() => {
      link.lost(`POST ${number - 1} is missing`);
      resolve();
    }, OVERTAKEN_WITHIN_MS);
    await promise;
    clearTimeout(timer);
    this.#outOfOrder = undefined;
  }
}
