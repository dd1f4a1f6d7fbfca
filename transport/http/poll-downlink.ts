/**
 * The downlink of the polling transports: a queue, and polls that take its frames.
 *
 *   GET {link}?n={0, 1, 2 …}   -> 200 a batch (batch.ts), 204 nothing, 205 the link has ended, 409 a poll that is not due
 *
 * Poll n acknowledges the answer to poll n - 1. Until then that answer is kept, and a repeated poll n - 1 gets it again.
 */
import type { FastifyReply, FastifyRequest } from "fastify";
import { isClose } from "../frame.ts";
import type { LinkLimits } from "../link.ts";
import { IdleTimer } from "../idle-timer.ts";
import type { Lane } from "../wire.ts";
import type { Downlink, HttpPeer } from "./http-peer.ts";
import type { FrameBytes } from "./frame-queue.ts";
import { DownlinkQueue } from "./downlink-queue.ts";
import { answerEnded, requestNumber, refuse } from "./requests.ts";

/** A batch, possibly empty, or the reason why there is none. */
type PollAnswer = Uint8Array<ArrayBuffer> | "stale" | "gone";

export interface PollDownlinkOptions {
  readonly limits: LinkLimits;
  /** How long a poll is held while the queue is empty; 0 answers at once. */
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
  /** The answer to poll `#number`, once it exists. */
  #answer: Uint8Array<ArrayBuffer> | undefined;
  /** Answers the poll that is held. */
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
    // Later in this turn of the event loop, so that all frames written in it share one answer.
    if (this.#heldPoll) queueMicrotask(() => this.#answerHeldPoll());
  }

  end(): void {
    clearInterval(this.#idleCheck);
    this.#isEnded = true;
    // Frames of this turn have not been sent yet.
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
      // The same poll again, while the first is held: the client has given that one up.
      this.#heldPoll?.("stale");
    } else if (number === this.#number + 1 && (this.#answer || number === 0)) {
      this.#number = number;
      this.#answer = undefined;
      if (number === 0) this.#open();
    } else return "stale";

    if (this.#queue.bytes > 0) return this.#takeAnswer();
    if (this.#isEnded) return "gone";
    // The first answer tells the client that the link is open.
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

  /** Answers the held poll with the frames that wait. */
  #answerHeldPoll(): void {
    const held = this.#heldPoll;
    this.#heldPoll = undefined;
    if (held) held(this.#takeAnswer());
  }

  /** Takes the frames of the queue as the answer to the current poll. */
  #takeAnswer(): Uint8Array<ArrayBuffer> {
    this.#answer = this.#queue.take();
    this.#idleTimer.reset();
    return this.#answer;
  }
}
