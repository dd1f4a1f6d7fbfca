/**
 * A browser's session: a key to come back with, and the links that lead to the browser now. It carries between those and
 * one seat of a room; what the messages say is for the room.
 */
import { randomBytes } from "node:crypto";
import {
  Channel,
  type InboundMessage,
  hello,
  type Hello,
  input,
  MalformedMessage,
  type MessageTracer,
  noTracing,
  ping,
  pong,
  protocolVersion,
  welcome,
} from "#protocol";
import type { Member } from "#signaling";
import type { CloseCode, CloseReason, Link } from "#transport";
import { codecs } from "./codecs.ts";
import type { MessageRateLimiter } from "../message-rate-limiter.ts";
import type { Clock } from "../../clock.ts";
import type { AddressedMessage, Message, SeatTick, TickOutput } from "../../room/room-port.ts";
import { endedByError } from "../ended-by-error.ts";
import type { SeatClient, SeatPort } from "../room-handle.ts";
import { SnapshotStream } from "./snapshot-stream.ts";

export type SessionEndReason =
  | "said goodbye"
  | "timed out"
  | "overflow"
  | "room closed"
  | "taken over"
  | "failed";

export interface SessionOptions {
  readonly seat: SeatPort;
  /** That was spent on it. */
  readonly ticket: string;
  readonly rateLimiter: MessageRateLimiter;
  /** Undefined: its page does not ask for tracing. */
  readonly tracer: MessageTracer | undefined;
  readonly clock: Clock;
  /** How long a ship waits for its player without any link, ms. */
  readonly graceMs: number;
  /** A link of this session was closed for what it said. */
  readonly protocolError: (why: string) => void;
  /** `error` was thrown by our own code in what concerns this session. */
  readonly failed: (error: unknown) => void;
  readonly ended: (session: Session) => void;
}

/** One, two while changing over, and Auto tries a third beside them; whoever has more has lost count of them. */
const maxLinks = 4;
/**
 * A page that is unloaded may be closed or reloaded, and browsers do not say which. The page after a reload asks for its
 * seat as its first act, well within this time; after it the ship of a closed tab is gone.
 */
const unloadGraceMs = 5000;
/** Every page speaks many times a second, a hidden one too: who has said nothing for this long is not there. */
const silentAfterMs = 1000;

export class Session implements SeatClient {
  readonly id = randomBytes(6).toString("base64url");
  readonly key = randomBytes(18).toString("base64url");
  readonly seat: SeatPort;
  readonly member: Member;
  readonly ticket: string;
  readonly tracer: MessageTracer | undefined;
  /** What this player may still say: a page after a reload has no more of it than the one before. */
  readonly rateLimiter: MessageRateLimiter;
  readonly channel: Channel;
  readonly #snapshots: SnapshotStream;
  readonly #options: SessionOptions;
  /** Oldest first. */
  readonly #links = new Set<Link>();
  /** Welcomed, and not yet spoken on. */
  #pendingLink: { readonly link: Link; readonly hello: Hello } | undefined;
  #cancelGrace = (): void => {};
  #lastReceivedMs: number;
  /** What the channel has received and nobody has been told of yet. */
  #arrived: { readonly message: InboundMessage; readonly content: Message } | undefined;
  /** Its page is being unloaded. */
  #leaving = false;
  /** Another page is on its way to this seat. */
  #takeoverExpected = false;
  #ended = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.rateLimiter = options.rateLimiter;
    const { seat } = options;
    this.seat = seat;
    this.member = { room: seat.room.name, seat: seat.seat };
    this.ticket = options.ticket;
    this.tracer = options.tracer;
    this.#lastReceivedMs = options.clock.now();
    this.channel = new Channel({
      role: "server",
      peer: `player-${seat.seat}`,
      tracer: options.tracer ?? noTracing,
      codecs,
      now: options.clock.now,
      received: (message) => this.#received(message),
      overflowed: () => this.end("overflow", "too much was never acknowledged"),
    });
    this.#snapshots = new SnapshotStream({
      seat: seat.seat,
      channel: this.channel,
      traced: options.tracer !== undefined,
      now: options.clock.now,
    });
  }

  /** There is a link to its page, which may be silent. */
  get isLinked(): boolean {
    return this.#links.size > 0;
  }
  /** Its page speaks and has not said goodbye. */
  get isPresent(): boolean {
    const silentMs = this.#options.clock.now() - this.#lastReceivedMs;
    return this.#links.size > 0 && !this.#leaving && silentMs < silentAfterMs;
  }

  /** A new link for this player, to be spoken on in the codec of its hello; the older ones are heard until they close. */
  attach(link: Link, greeting: Hello, resumed: boolean): void {
    const { now } = this.#options.clock;
    const { seat, name, room } = this.seat;
    this.#cancelGrace();
    this.#leaving = false;
    this.#lastReceivedMs = now();
    this.#closeOldestLink();
    this.#links.add(link);
    this.channel.sendOn(
      link,
      welcome.kind,
      welcome.encode({
        version: protocolVersion,
        seat,
        tickRateHz: room.tickRateHz,
        resumed,
        tick: room.tick(),
        tickZeroMs: room.zeroMs,
        nowMs: now(),
        received: this.channel.received,
        session: this.id,
        key: this.key,
        room: room.name,
        name,
      }),
    );
    this.#pendingLink = { link, hello: greeting };
    // With nothing to speak on there is nothing to wait for.
    if (!this.channel.link) this.#switchToPendingLink();
  }

  #closeOldestLink(): void {
    const [oldest] = this.#links;
    if (!oldest || this.#links.size < maxLinks) return;
    const detail = `a player has ${maxLinks} links at most`;
    oldest.close("refused", detail);
    this.linkClosed(oldest, { code: "refused", by: "local", detail });
  }

  /**
   * From now on the newest link is spoken on. Not before the browser has said something there: until then the world goes
   * on coming over the old one, and nobody sees it stand still while a slow way opens.
   */
  #switchToPendingLink(): void {
    if (!this.#pendingLink) return;
    const { link, hello: greeting } = this.#pendingLink;
    this.#pendingLink = undefined;
    this.channel.setCodec(greeting.codec);
    try {
      this.channel.attach(link, greeting.received);
    } catch (error) {
      if (!(error instanceof MalformedMessage)) throw error;
      this.#closeForProtocolError(link, error.message);
    }
    this.#linkChanged();
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
      this.channel.receive(bytes, link);
      this.#deliverArrived();
    } catch (error) {
      if (!(error instanceof MalformedMessage)) throw error;
      this.#closeForProtocolError(link, error.message);
    }
  }

  linkClosed(link: Link, reason: CloseReason): void {
    if (!this.#links.delete(link) || this.#ended) return;
    this.channel.detach(link);
    if (this.#pendingLink?.link === link) this.#pendingLink = undefined;
    if (!this.channel.link) this.#switchToPendingLink();
    this.#linkChanged();
    if (this.#links.size > 0 || this.#leaving) return;
    const { code, by } = reason;
    if (code === "done" && by === "remote") this.end("said goodbye");
    else if (code === "going-away" && by === "remote") this.goodbye();
    else this.#endAfter(this.#options.graceMs, "timed out");
  }

  /** Its page is being unloaded: the seat is kept for a few seconds, for the page of a reload. */
  goodbye(): void {
    if (this.#leaving) return;
    this.#leaving = true;
    this.#endAfter(this.#takeoverExpected ? this.#options.graceMs : unloadGraceMs, "said goodbye");
  }

  /** Another page of the same tab is on its way to this seat, which is kept for it like for a lost player. */
  expectTakeover(): void {
    this.#takeoverExpected = true;
    if (this.#links.size === 0 || this.#leaving) this.#endAfter(this.#options.graceMs, "timed out");
  }

  #endAfter(ms: number, why: SessionEndReason): void {
    this.#cancelGrace();
    this.#cancelGrace = this.#options.clock.after(ms, () => this.end(why));
  }

  /** Ends the stay: closes what is open, frees the seat. */
  end(why: SessionEndReason, detail?: string): void {
    if (this.#ended) return;
    this.#ended = true;
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

  /** An error of ours in what this player said or is told ends this session, and no other. */
  fail(error: unknown): void {
    if (this.#ended) return;
    this.#options.failed(error);
    this.end("failed", endedByError);
  }

  #closeForProtocolError(link: Link, detail: string): void {
    this.#options.protocolError(detail);
    link.close("protocol-error", detail);
    this.linkClosed(link, { code: "protocol-error", by: "local", detail });
  }

  #linkChanged(): void {
    this.#snapshots.linkChanged();
    this.seat.linkChanged(this.channel.link?.transport);
  }

  #received(message: InboundMessage): void {
    const { kind, codec, body } = message;
    if (kind === ping.kind) this.#answerPing(message);
    else if (kind === hello.kind) throw new MalformedMessage("a second hello on one link");
    else if (!this.seat.accepts(kind)) throw new MalformedMessage(`${kind} has no place in a room`);
    else this.#arrived = { message, content: { kind, value: codec.decode(kind, body) } as Message };
  }

  #answerPing({ body, link, receivedAtMs }: InboundMessage): void {
    const t2 = this.#options.clock.now();
    // On the link that asked: the clock wants both ways of one path.
    this.channel.sendOn(
      link,
      pong.kind,
      pong.encode({ t0: ping.decode(body), t1: receivedAtMs, t2 }),
    );
  }

  /** Hands on what the channel has just received, now that the channel knows its trace context. */
  #deliverArrived(): void {
    if (!this.#arrived) return;
    const { message, content } = this.#arrived;
    this.#arrived = undefined;
    const { sequence, receivedAtMs, context } = message;
    if (content.kind === input.kind)
      this.#snapshots.acknowledge(content.value.ackTick, receivedAtMs);
    this.seat.deliver({ ...content, origin: { sequence, receivedAtMs, context } });
  }

  send({ kind, value }: AddressedMessage): void {
    this.channel.send(kind, value);
  }

  tickEnded(tick: TickOutput, own: SeatTick): boolean {
    const isSent = this.#snapshots.send(tick, own);
    this.channel.acknowledge();
    return isSent;
  }

  roomClosed(why: string): void {
    this.end("room closed", why);
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
