/** One client of an HTTP transport: its secret id, its numbered POSTs, its downlink and its link. */
import { randomBytes } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Caller } from "../link.ts";
import type { Wire } from "../wire.ts";
import type { WireLink } from "../wire-link.ts";
import { receiveBatch } from "./batch.ts";

/** The server's downlink, one for each link. */
export interface Downlink extends Wire {
  /** Answers a GET of this link; the first one calls `peer.open()`. */
  answer(request: FastifyRequest, reply: FastifyReply): Promise<unknown>;
  /** True while the client still has to fetch frames of a wire that has ended. */
  readonly hasUnfetchedFrames?: boolean;
}

/** The outcome of a POST. `repeated`: it was received before, and its answer was lost. */
export type PostOutcome = "received" | "repeated" | "malformed" | "stale";

/** One POST may be on its way, and beside it the last frames of a page that closes. */
export const maxPostsAtOnce = 2;
/** The last frames use another connection and may overtake a POST, which then arrives right behind them. */
const OVERTAKEN_WITHIN_MS = 1000;

export class HttpPeer {
  readonly id = randomBytes(24).toString("base64url");
  readonly caller: Caller;
  readonly open: () => void;
  link: WireLink | undefined;
  /** POSTs whose bodies are being read. */
  postsReading = 0;
  #nextPost = 0;
  #outOfOrder: { readonly number: number; readonly receive: () => void } | undefined;

  constructor({ caller, open }: { caller: Caller; open: (peer: HttpPeer) => void }) {
    this.caller = caller;
    this.open = () => open(this);
  }

  /** True for a POST that is due, one too early, or repeated. */
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
    if (this.#outOfOrder?.number === this.#nextPost) this.#outOfOrder.receive();
    return isWellFormed ? "received" : "malformed";
  }

  /** Resolves when the POST before this one has been received; a link that never receives it is lost. */
  async #waitForTurn(number: number, link: WireLink): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#outOfOrder = { number, receive: resolve };
    const timer = setTimeout(() => {
      link.lost(`POST ${number - 1} is missing`);
      resolve();
    }, OVERTAKEN_WITHIN_MS);
    await promise;
    clearTimeout(timer);
    this.#outOfOrder = undefined;
  }
}
