/**
 * A browser's session: a key to come back with, the links that lead to the browser now, and when it ends. What the
 * messages say is for the room; seat-channel.ts carries them.
 */
import { randomBytes } from "node:crypto";
import { type Channel, type Hello, MalformedMessage, type MessageTracer } from "#protocol";
import type { Member } from "#signaling";
import type { CloseCode, CloseReason, Link } from "#transport";
import type { Clock } from "../../clock.ts";
import type { AddressedMessage, SeatTick, TickOutput } from "../../room/room-port.ts";
import { endedByError } from "../ended-by-error.ts";
import type { MessageRateLimiter } from "../message-rate-limiter.ts";
import type { SeatClient, SeatPort } from "../room-handle.ts";
import { SeatChannel } from "./seat-channel.ts";

export type SessionEndReason =
  | "said goodbye"
  | "timed out"
  | "overflow"
  | "room closed"
  | "taken over"
  | "failed";

export interface SessionOptions {
  readonly seat: SeatPort;
  /** The ticket that was spent on it. */
  readonly ticket: string;
  readonly rateLimiter: MessageRateLimiter;
  /** Undefined: its page does not ask for tracing. */
  readonly tracer: MessageTracer | undefined;
  readonly clock: Clock;
  /** How long a ship waits for its player without any link, ms. */
  readonly graceMs: number;
  /** A link of this session was closed for what came on it. */
  readonly protocolError: (why: string) => void;
  /** `error` was thrown by our own code in what concerns this session. */
  readonly failed: (error: unknown) => void;
  readonly ended: (session: Session) => void;
}

/** One, two during a swap, and Auto tries a third beside them; a client with more has lost count of them. */
const maxLinks = 4;
/**
 * A page that is unloaded may be closed or reloaded, and browsers do not say which. The page after a reload asks for its
 * seat as its first act, well within this time; after it the ship of a closed tab is gone.
 */
const unloadGraceMs = 5000;
/** Every page sends many times a second, a hidden one too: a page that has sent nothing for this long is not there. */
const silentAfterMs = 1000;

export class Session implements SeatClient {
  readonly id = randomBytes(6).toString("base64url");
  readonly key = randomBytes(18).toString("base64url");
  readonly seat: SeatPort;
  readonly member: Member;
  readonly ticket: string;
  readonly tracer: MessageTracer | undefined;
  /** What this player may still send: a page after a reload has no more of it than the one before. */
  readonly rateLimiter: MessageRateLimiter;
  readonly #options: SessionOptions;
  readonly #seatChannel: SeatChannel;
  /** Oldest first. */
  readonly #links = new Set<Link>();
  /** Welcomed, and not yet used to send. */
  #pendingLink: { readonly link: Link; readonly hello: Hello } | undefined;
  #cancelGrace = (): void => {};
  #lastReceivedMs: number;
  /** Its page is being unloaded. */
  #isLeaving = false;
  /** Another page is on its way to this seat. */
  #isTakeoverExpected = false;
  #hasEnded = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    const { seat, ticket, tracer, rateLimiter, clock } = options;
    this.seat = seat;
    this.member = { room: seat.room.name, seat: seat.seat };
    this.ticket = ticket;
    this.tracer = tracer;
    this.rateLimiter = rateLimiter;
    this.#lastReceivedMs = clock.now();
    this.#seatChannel = new SeatChannel({
      seat,
      tracer,
      now: clock.now,
      overflowed: () => this.end("overflow", "too much was never acknowledged"),
    });
  }

  get #channel(): Channel {
    return this.#seatChannel.channel;
  }
  /** There is a link to its page, which may be silent. */
  get isLinked(): boolean {
    return this.#links.size > 0;
  }
  /** Its page sends and has not said goodbye. */
  get isPresent(): boolean {
    const silentMs = this.#options.clock.now() - this.#lastReceivedMs;
    return this.#links.size > 0 && !this.#isLeaving && silentMs < silentAfterMs;
  }

  /**
   * A new link for this player. Messages go out on it, in the codec of its hello, once the browser has sent something on it;
   * what comes on the older ones is still received until they close.
   */
  attach(link: Link, hello: Hello, resumed: boolean): void {
    this.#cancelGrace();
    this.#isLeaving = false;
    this.#lastReceivedMs = this.#options.clock.now();
    this.#closeOldestLink();
    this.#links.add(link);
    const { id: session, key } = this;
    this.#seatChannel.sendWelcome(link, { session, key, resumed });
    this.#pendingLink = { link, hello };
    // With no other link to send on there is nothing to wait for.
    if (!this.#channel.link) this.#switchToPendingLink();
  }

  #closeOldestLink(): void {
    const [oldest] = this.#links;
    if (!oldest || this.#links.size < maxLinks) return;
    const detail = `a player has ${maxLinks} links at most`;
    oldest.close("refused", detail);
    this.linkClosed(oldest, { code: "refused", by: "local", detail });
  }

  /**
   * From now on messages go out on the newest link. Not before the browser has sent something there: until then snapshots
   * go on coming over the old link, and the world does not freeze while a slow link opens.
   */
  #switchToPendingLink(): void {
    if (!this.#pendingLink) return;
    const { link, hello } = this.#pendingLink;
    this.#pendingLink = undefined;
    this.#channel.setCodec(hello.codec);
    try {
      this.#channel.attach(link, hello.received);
    } catch (error) {
      if (!(error instanceof MalformedMessage)) throw error;
      this.#closeForProtocolError(link, error.message);
    }
    this.#seatChannel.linkChanged();
  }

  /** Bytes from one of its links. What is malformed closes that link and nothing else. */
  receive(bytes: Uint8Array, link: Link): void {
    if (!this.#links.has(link)) return;
    this.#lastReceivedMs = this.#options.clock.now();
    if (!this.rateLimiter.allows(bytes.length)) {
      this.#closeForProtocolError(link, "more messages than any player sends");
      return;
    }
    try {
      if (this.#pendingLink?.link === link) this.#switchToPendingLink();
      this.#seatChannel.receive(bytes, link);
    } catch (error) {
      if (!(error instanceof MalformedMessage)) throw error;
      this.#closeForProtocolError(link, error.message);
    }
  }

  linkClosed(link: Link, reason: CloseReason): void {
    if (!this.#links.delete(link) || this.#hasEnded) return;
    this.#channel.detach(link);
    if (this.#pendingLink?.link === link) this.#pendingLink = undefined;
    if (!this.#channel.link) this.#switchToPendingLink();
    this.#seatChannel.linkChanged();
    if (this.#links.size > 0 || this.#isLeaving) return;
    const { code, by } = reason;
    if (code === "done" && by === "remote") this.end("said goodbye");
    else if (code === "going-away" && by === "remote") this.goodbye();
    else this.#endAfter(this.#options.graceMs, "timed out");
  }

  /** Its page is being unloaded: the seat is kept for a few seconds, for the page of a reload. */
  goodbye(): void {
    if (this.#isLeaving) return;
    this.#isLeaving = true;
    const keptMs = this.#isTakeoverExpected ? this.#options.graceMs : unloadGraceMs;
    this.#endAfter(keptMs, "said goodbye");
  }

  /** Another page of the same tab is on its way to this seat, which is kept for it like for a lost player. */
  expectTakeover(): void {
    this.#isTakeoverExpected = true;
    if (this.#links.size === 0 || this.#isLeaving)
      this.#endAfter(this.#options.graceMs, "timed out");
  }

  #endAfter(ms: number, why: SessionEndReason): void {
    this.#cancelGrace();
    this.#cancelGrace = this.#options.clock.after(ms, () => this.end(why));
  }

  /** Frees the seat and closes the links. */
  end(why: SessionEndReason, detail?: string): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#cancelGrace();
    this.#options.ended(this);
    this.seat.leave();
    for (const link of this.#links) {
      try {
        link.close(closeCodeOf(why), detail);
      } catch (error) {
        this.#options.failed(error);
      }
    }
    this.#links.clear();
  }

  #closeForProtocolError(link: Link, detail: string): void {
    this.#options.protocolError(detail);
    link.close("protocol-error", detail);
    this.linkClosed(link, { code: "protocol-error", by: "local", detail });
  }

  send(message: AddressedMessage): void {
    this.#seatChannel.send(message);
  }

  tickEnded(tick: TickOutput, own: SeatTick): boolean {
    return this.#seatChannel.tickEnded(tick, own);
  }

  roomClosed(why: string): void {
    this.end("room closed", why);
  }

  fail(error: unknown): void {
    if (this.#hasEnded) return;
    this.#options.failed(error);
    this.end("failed", endedByError);
  }
}

function closeCodeOf(why: SessionEndReason): CloseCode {
  switch (why) {
    case "said goodbye":
    case "taken over":
      return "done";
    case "timed out":
      return "timeout";
    case "overflow":
      return "overflow";
    case "room closed":
    case "failed":
      return "going-away";
  }
}
