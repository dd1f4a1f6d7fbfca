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
import { IdleTimer } from "../idle-timer.ts";
import type { Lane } from "../wire-link.ts";
import type { Downlink, HttpPeer } from "./http-peer.ts";
import type { FrameBytes } from "./frame-queue.ts";
import { DownlinkQueue } from "./downlink-queue.ts";
import { answerEnded, requestNumber, refuse } from "./requests.ts";

/** Bytes, none of which is an answer too. */
type PollAnswer = Uint8Array<ArrayBuffer> | "stale" | "gone";

export interface PollDownlinkOptions {
  readonly limits: LinkLimits;
  /** How long a poll is held while there is nothing to say; 0 answers at once. */
  readonly holdMs: number;
}

export class PollDownlink implements Downlink {
  readonly #peer: HttpPeer;
  readonly #heartbeatMs: number;
  readonly #holdMs: number;
  readonly #queue = new DownlinkQueue();
  readonly #idleTimer: IdleTimer;
  #idleCheck: ReturnType<typeof setInterval> | undefined;
  #number = -1;
  /** To poll `#number`, once it is known. */
  #answer: Uint8Array<ArrayBuffer> | undefined;
  /** Ends the poll that is held. */
  #heldPoll: ((answer: PollAnswer) => void) | undefined;
  #hasCloseFrame = false;
  #isEnded = false;

  constructor(peer: HttpPeer, { limits, holdMs }: PollDownlinkOptions) {
    this.#peer = peer;
    this.#holdMs = holdMs;
    this.#heartbeatMs = limits.heartbeatMs;
    this.#idleTimer = new IdleTimer(limits.heartbeatMs);
  }

  get hasUnfetchedFrames(): boolean {
    return this.#hasCloseFrame;
  }

  queuedBytes(): number {
    return this.#queue.bytes;
  }

  replacedMessages(): number {
    return this.#queue.replaced;
  }

  write(frame: FrameBytes, lane: Lane): void {
    this.#queue.push(frame, lane);
    if (isClose(frame)) this.#hasCloseFrame = true;
    // Later in this turn, so that what is written together travels together.
    if (this.#heldPoll) queueMicrotask(() => this.#answerHeldPoll());
  }

  end(): void {
    clearInterval(this.#idleCheck);
    this.#isEnded = true;
    // Written in this turn, and so not delivered yet.
    if (this.#queue.bytes > 0) this.#answerHeldPoll();
    this.#heldPoll?.("gone");
  }

  async answer(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const number = requestNumber(request);
    if (number === undefined) return refuse(request, reply, 400, "a poll has a number, n");
    this.#idleTimer.reset();
    const answer = await this.#answerTo(number);
    if (answer === "stale") return refuse(request, reply, 409, `poll ${number} is not due`);
    if (answer === "gone") return answerEnded(request, reply);
    if (answer.length === 0) return reply.code(204).send();
    return reply.type("application/octet-stream").send(answer);
  }

  async #answerTo(number: number): Promise<PollAnswer> {
    if (number === this.#number) {
      if (this.#answer) return this.#answer;
      // Asked again while it is held: whoever asked before has gone, or is answered that this one came.
      this.#heldPoll?.("stale");
    } else if (number === this.#number + 1 && (this.#answer || number === 0)) {
      this.#number = number;
      this.#answer = undefined;
      if (number === 0) this.#open();
    } else return "stale";

    if (this.#queue.bytes > 0) return this.#takeAnswer();
    if (this.#isEnded) return "gone";
    // The first answer says that the link is open.
    return number === 0 || this.#holdMs === 0 ? this.#takeAnswer() : await this.#hold();
  }

  #open(): void {
    this.#peer.open();
    this.#idleCheck = setInterval(() => {
      if (this.#heldPoll) this.#idleTimer.reset();
      if (!this.#idleTimer.isExpired()) return;
      this.#peer.link?.lost(`no poll for ${this.#heartbeatMs} ms`, "timeout");
    }, this.#heartbeatMs / 4);
  }

  async #hold(): Promise<PollAnswer> {
    const { promise, resolve } = Promise.withResolvers<PollAnswer>();
    const timer = setTimeout(() => resolve(this.#takeAnswer()), this.#holdMs);
    this.#heldPoll = resolve;
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      if (this.#heldPoll === resolve) this.#heldPoll = undefined;
    }
  }

  /** Ends the poll that is held with what has come. */
  #answerHeldPoll(): void {
    const held = this.#heldPoll;
    this.#heldPoll = undefined;
    if (held) held(this.#takeAnswer());
  }

  /** What the mailbox holds is the answer to this poll from now on. */
  #takeAnswer(): Uint8Array<ArrayBuffer> {
    this.#answer = this.#queue.take();
    this.#idleTimer.reset();
    return this.#answer;
  }
}
