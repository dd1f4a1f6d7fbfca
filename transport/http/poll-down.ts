/**
 * The server's way down for those who ask: a mailbox, and polls which take what is in it.
 *
 *   GET {link}?n={0, 1, 2 …}   -> 200 a batch (batch.ts), 204 nothing, 205 the link has ended, 409 a poll that is not due
 *
 * Poll n says that the answer to n - 1 has arrived; until then that answer is kept, and asking again for n - 1 brings it again.
 */
import type { FastifyReply, FastifyRequest } from "fastify";
import { isClose } from "../frame.ts";
import type { LinkLimits } from "../link.ts";
import { Silence } from "../silence.ts";
import type { Lane } from "../wire-link.ts";
import type { Down, FarEnd } from "./far-end.ts";
import type { FrameBytes } from "./frame-queue.ts";
import { Mailbox } from "./mailbox.ts";
import { answerEnded, numberIn, refuse } from "./requests.ts";

/** Bytes, none of which is an answer too. */
type Answer = Uint8Array<ArrayBuffer> | "stale" | "gone";

export interface PollDownOptions {
  readonly limits: LinkLimits;
  /** How long a poll is held while there is nothing to say; 0 answers at once. */
  readonly holdMs: number;
}

export class PollDown implements Down {
  readonly #farEnd: FarEnd;
  readonly #heartbeatMs: number;
  readonly #holdMs: number;
  readonly #mailbox = new Mailbox();
  readonly #silence: Silence;
  #pulse: ReturnType<typeof setInterval> | undefined;
  #number = -1;
  /** To poll `#number`, once it is known. */
  #answer: Uint8Array<ArrayBuffer> | undefined;
  /** Ends the poll that is held. */
  #held: ((answer: Answer) => void) | undefined;
  #hasLastWords = false;
  #isEnded = false;

  constructor(farEnd: FarEnd, { limits, holdMs }: PollDownOptions) {
    this.#farEnd = farEnd;
    this.#holdMs = holdMs;
    this.#heartbeatMs = limits.heartbeatMs;
    this.#silence = new Silence(limits.heartbeatMs);
  }

  get isOwing(): boolean {
    return this.#hasLastWords;
  }

  queuedBytes(): number {
    return this.#mailbox.bytes;
  }

  replacedMessages(): number {
    return this.#mailbox.replaced;
  }

  write(frame: FrameBytes, lane: Lane): void {
    this.#mailbox.put(frame, lane);
    if (isClose(frame)) this.#hasLastWords = true;
    // Later in this turn, so that what is written together travels together.
    if (this.#held) queueMicrotask(() => this.#deliver());
  }

  end(): void {
    clearInterval(this.#pulse);
    this.#isEnded = true;
    // Written in this turn, and so not delivered yet.
    if (this.#mailbox.bytes > 0) this.#deliver();
    this.#held?.("gone");
  }

  async answer(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const number = numberIn(request);
    if (number === undefined) return refuse(request, reply, 400, "a poll has a number, n");
    this.#silence.end();
    const answer = await this.#answerTo(number);
    if (answer === "stale") return refuse(request, reply, 409, `poll ${number} is not due`);
    if (answer === "gone") return answerEnded(request, reply);
    if (answer.length === 0) return reply.code(204).send();
    return reply.type("application/octet-stream").send(answer);
  }

  async #answerTo(number: number): Promise<Answer> {
    if (number === this.#number) {
      if (this.#answer) return this.#answer;
      // Asked again while it is held: whoever asked before has gone, or is answered that this one came.
      this.#held?.("stale");
    } else if (number === this.#number + 1 && (this.#answer || number === 0)) {
      this.#number = number;
      this.#answer = undefined;
      if (number === 0) this.#open();
    } else return "stale";

    if (this.#mailbox.bytes > 0) return this.#taken();
    if (this.#isEnded) return "gone";
    // The first answer says that the link is open.
    return number === 0 || this.#holdMs === 0 ? this.#taken() : await this.#hold();
  }

  #open(): void {
    this.#farEnd.open();
    this.#pulse = setInterval(() => {
      if (this.#held) this.#silence.end();
      if (!this.#silence.isTooLong()) return;
      this.#farEnd.link?.lost(`no poll for ${this.#heartbeatMs} ms`, "timeout");
    }, this.#heartbeatMs / 4);
  }

  async #hold(): Promise<Answer> {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const timer = setTimeout(() => resolve(this.#taken()), this.#holdMs);
    this.#held = resolve;
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      if (this.#held === resolve) this.#held = undefined;
    }
  }

  /** Ends the poll that is held with what has come. */
  #deliver(): void {
    const held = this.#held;
    this.#held = undefined;
    if (held) held(this.#taken());
  }

  /** What the mailbox holds is the answer to this poll from now on. */
  #taken(): Uint8Array<ArrayBuffer> {
    this.#answer = this.#mailbox.take();
    this.#silence.end();
    return this.#answer;
  }
}
