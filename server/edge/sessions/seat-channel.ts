/** Carries between one seat of a room and the channel to its player: messages both ways, snapshots down. */
import {
  Channel,
  hello,
  type InboundMessage,
  input,
  MalformedMessage,
  type MessageTracer,
  noTracing,
  ping,
  pong,
  protocolVersion,
  welcome,
} from "#protocol";
import type { Link } from "#transport";
import type { AddressedMessage, Message, SeatTick, TickOutput } from "../../room/room-port.ts";
import type { SeatPort } from "../room-handle.ts";
import { codecs } from "./codecs.ts";
import { SnapshotStream } from "./snapshot-stream.ts";

export interface SeatChannelOptions {
  readonly seat: SeatPort;
  /** Undefined: the page does not ask for tracing. */
  readonly tracer: MessageTracer | undefined;
  readonly now: () => number;
  /** Too much is unacknowledged: the session cannot go on. */
  readonly overflowed: () => void;
}

/** What a page is told besides its seat. */
export interface WelcomeFacts {
  readonly session: string;
  readonly key: string;
  readonly resumed: boolean;
}

export class SeatChannel {
  readonly channel: Channel;
  readonly #seat: SeatPort;
  readonly #now: () => number;
  readonly #snapshots: SnapshotStream;
  /** What the channel has just received for the room. */
  #received: { readonly message: InboundMessage; readonly content: Message } | undefined;

  constructor({ seat, tracer, now, overflowed }: SeatChannelOptions) {
    this.#seat = seat;
    this.#now = now;
    this.channel = new Channel({
      role: "server",
      peer: `player-${seat.seat}`,
      tracer: tracer ?? noTracing,
      codecs,
      now,
      received: (message) => this.#receive(message),
      overflowed,
    });
    const traced = tracer !== undefined;
    this.#snapshots = new SnapshotStream({ seat: seat.seat, channel: this.channel, traced, now });
  }

  sendWelcome(link: Link, facts: WelcomeFacts): void {
    const { seat, name, room } = this.#seat;
    const body = welcome.encode({
      ...facts,
      version: protocolVersion,
      seat,
      tickRateHz: room.tickRateHz,
      tick: room.tick(),
      tickZeroMs: room.zeroMs,
      nowMs: this.#now(),
      received: this.channel.received,
      room: room.name,
      name,
    });
    this.channel.sendOn(link, welcome.kind, body);
  }

  /** @throws MalformedMessage */
  receive(bytes: Uint8Array, link: Link): void {
    this.channel.receive(bytes, link);
    // Now that the channel has returned, the message has its trace context.
    if (!this.#received) return;
    const { message, content } = this.#received;
    this.#received = undefined;
    const { sequence, receivedAtMs, context } = message;
    if (content.kind === input.kind)
      this.#snapshots.acknowledge(content.value.ackTick, receivedAtMs);
    this.#seat.deliver({ ...content, origin: { sequence, receivedAtMs, context } });
  }

  linkChanged(): void {
    this.#snapshots.linkChanged();
    this.#seat.linkChanged(this.channel.link?.transport);
  }

  send({ kind, value }: AddressedMessage): void {
    this.channel.send(kind, value);
  }

  /** Answers whether a snapshot went out. */
  tickEnded(tick: TickOutput, own: SeatTick): boolean {
    const isSent = this.#snapshots.send(tick, own);
    this.channel.acknowledge();
    return isSent;
  }

  #receive(message: InboundMessage): void {
    const { kind, codec, body } = message;
    if (kind === ping.kind) this.#answerPing(message);
    else if (kind === hello.kind) throw new MalformedMessage("a second hello on one link");
    else if (!this.#seat.accepts(kind))
      throw new MalformedMessage(`${kind} has no place in a room`);
    else
      this.#received = { message, content: { kind, value: codec.decode(kind, body) } as Message };
  }

  #answerPing({ body, link, receivedAtMs }: InboundMessage): void {
    const times = { t0: ping.decode(body), t1: receivedAtMs, t2: this.#now() };
    // On the link that asked: the clock wants both ways of one path.
    this.channel.sendOn(link, pong.kind, pong.encode(times));
  }
}
