/**
 * One end of a session. It outlives links: it numbers messages, holds session-reliable ones until the other end has
 * acknowledged them, resends them on the next link, and passes on each that arrives once and in order. Its owner dials and
 * closes links.
 */
import { MalformedMessage } from "../bytes.ts";
import type { ChannelLink, ChannelOptions, InboundMessage, SendOutcome } from "./channel-link.ts";
import { binaryOnly } from "../codecs/binary-codec.ts";
import type { Codec, Codecs } from "../codecs/codec.ts";
import type { CodecName } from "../codecs/codec-names.ts";
import { decodeEnvelope, encodeEnvelope, headerBytes, sizeErrorOf } from "../envelope.ts";
import { GapsByKind } from "./sequence-gaps.ts";
import { Ledger } from "./ledger.ts";
import { Inbox } from "./inbox.ts";
import { type Kind, kindInfo, type Messages, type PlainKind } from "../kinds.ts";
import { ack } from "../messages/ack.ts";
import type { Delivery } from "../schema/define-message.ts";
import { type OutboxMessage, Outbox } from "./outbox.ts";
import type { TraceContext } from "../tracing.ts";

export class Channel {
  readonly ledger = new Ledger();
  readonly #options: ChannelOptions;
  readonly #sequences = new Map<Kind, number>();
  readonly #outbox = new Outbox();
  readonly #inbox = new Inbox();
  readonly #gaps = new GapsByKind();
  readonly #codecs: Codecs;
  #codec: Codec;
  #links: ChannelLink[] = [];
  #overflowed = false;

  constructor(options: ChannelOptions) {
    this.#options = options;
    this.#codecs = options.codecs ?? binaryOnly;
    this.#codec = this.#codecNamed("binary");
  }

  /** Messages are encoded in it. */
  get codec(): Codec {
    return this.#codec;
  }

  /** Messages that wait in the outbox keep their codec. @throws RangeError for a codec that this end does not have */
  setCodec(name: CodecName): void {
    this.#codec = this.#codecNamed(name);
  }

  #codecNamed(name: CodecName): Codec {
    const codec = this.#codecs.get(name);
    if (!codec) throw new RangeError(`the codec ${name} is not at hand`);
    return codec;
  }

  /** Number of the last session-reliable message received. */
  get received(): number {
    return this.#inbox.received;
  }

  get unacknowledged(): number {
    return this.#outbox.size;
  }

  /** The active link: the one attached last of those still open. */
  get link(): ChannelLink | undefined {
    return this.#links.at(-1);
  }

  /** Makes `link` the active one; older ones still receive. `peerReceived` is the last number that the other end received. */
  attach(link: ChannelLink, peerReceived: number): void {
    this.#outbox.acknowledge(peerReceived);
    this.#links.push(link);
    this.#outbox.rewind();
    this.#flushOutbox();
  }

  /** The link is closed or about to be. Messages that it carried unacknowledged are resent on the one before. */
  detach(link: ChannelLink): void {
    const wasActive = this.link === link;
    this.#links = this.#links.filter((other) => other !== link);
    if (!wasActive) return;
    this.#outbox.rewind();
    this.#flushOutbox();
  }

  /** Encodes and sends a message. */
  send<K extends PlainKind>(kind: K, message: Messages[K], parent?: TraceContext): SendOutcome {
    return this.sendBody(kind, this.#codec.encode(kind, message), parent);
  }

  /**
   * `body` is encoded in `codec`, or binary for kinds that always are. Session-reliable kinds are never dropped, and wait
   * for a link where there is none; too many of them end the session.
   * @throws RangeError for a kind that this role may not send, and for a body that no receiver accepts
   */
  sendBody(kind: Kind, body: Uint8Array, parent?: TraceContext): SendOutcome {
    if (kindInfo(kind).sessionReliable) return this.#enqueue(kind, body, parent);
    return this.link ? this.sendOn(this.link, kind, body, parent) : "dropped";
  }

  /** For handshakes and pings, which belong to one link. */
  sendOn(link: ChannelLink, kind: Kind, body: Uint8Array, parent?: TraceContext): SendOutcome {
    if (kindInfo(kind).sessionReliable)
      throw new RangeError(`${kind} is session-reliable: it cannot be sent on one link`);
    const codec = this.#codecOf(kind);
    this.#assertSendable(kind, codec, body);
    const before = this.#sequences.get(kind) ?? 0;
    const number = before + 1;
    this.#sequences.set(kind, number);
    const outcome = this.#transmit(link, { number, kind, codec, body, parent });
    const counts = this.ledger.of(kind);
    // The number of a message that never left is used again, so that a gap means loss by the network.
    if (outcome === "dropped") {
      this.#sequences.set(kind, before);
      counts.dropped += 1;
    }
    return outcome;
  }

  /** Sends the last number received, if the other end may not know it. Call it about once a tick. */
  acknowledge(): void {
    if (!this.#inbox.needsAck || !this.link) return;
    this.#inbox.setAckSent(true);
    const outcome = this.sendOn(this.link, "ack", ack.encode(this.received));
    if (outcome === "dropped") this.#inbox.setAckSent(false);
  }

  /** @throws MalformedMessage */
  receive(bytes: Uint8Array, link: ChannelLink): void {
    const { now, role, received } = this.#options;
    const startMs = now();
    const { kind, sequence, body, context, codec: codecName } = decodeEnvelope(bytes);
    const info = kindInfo(kind);
    const codec = this.#codecs.get(codecName);
    if (!codec) throw new MalformedMessage(`${codecName} was not agreed on`);
    if (info.from === role) throw new MalformedMessage(`a ${role} does not receive ${kind}`);
    const counts = this.ledger.of(kind);
    counts.received += 1;
    counts.receivedBytes += bytes.length;
    const envelopeBytes = bytes.length - body.length;
    counts.contextBytes += envelopeBytes - headerBytes;
    if (!info.sessionReliable) this.#gaps.record(kind, sequence, link, counts);
    else if (!this.#inbox.accept(sequence)) {
      counts.duplicated += 1;
      return;
    }
    const message: InboundMessage = {
      kind,
      sequence,
      codec,
      body,
      link,
      receivedAtMs: startMs,
      bytes: bytes.length,
      context: undefined,
    };
    if (kind === "ack") this.#outbox.acknowledge(ack.decode(body));
    else received(message);
    if (info.traced && context) this.#traceReceived(message, context, envelopeBytes);
  }

  #traceReceived(message: InboundMessage, remote: TraceContext, envelopeBytes: number): void {
    const { tracer, peer, now } = this.#options;
    const { kind, sequence, body, link, receivedAtMs: startMs } = message;
    const info = {
      kind,
      sequence,
      bodyBytes: body.length,
      envelopeBytes,
      transport: link.transport,
      peer,
    };
    message.context = tracer.received(info, remote, { startMs, endMs: now() });
    if (message.context) this.ledger.of(kind).traced += 1;
  }

  #enqueue(kind: Kind, body: Uint8Array, parent: TraceContext | undefined): SendOutcome {
    const codec = this.#codecOf(kind);
    this.#assertSendable(kind, codec, body);
    if (this.#outbox.isFull) {
      if (!this.#overflowed) this.#options.overflowed();
      this.#overflowed = true;
      return "dropped";
    }
    this.#outbox.add({ kind, codec, body, parent });
    return this.#flushOutbox() === "sent" ? "sent" : "buffered";
  }

  /**
   * Gives the link the messages that it has not been given yet, in order, and answers the outcome of the last one. A
   * handler that sends meanwhile (a link may deliver at once) continues from the same place, so that nothing overtakes.
   */
  #flushOutbox(): SendOutcome {
    let outcome: SendOutcome = "buffered";
    while (this.link) {
      const message = this.#outbox.next();
      if (!message) break;
      outcome = this.#transmit(this.link, message);
      if (outcome === "dropped") continue;
      if (message.wasSent) this.ledger.of(message.kind).resent += 1;
      message.wasSent = true;
    }
    return outcome;
  }

  #codecOf(kind: Kind): CodecName {
    return kindInfo(kind).maxFieldCodecBytes === 0 ? "binary" : this.#codec.name;
  }

  #assertSendable(kind: Kind, codec: CodecName, body: Uint8Array): void {
    const { from } = kindInfo(kind);
    if (from !== "both" && from !== this.#options.role)
      throw new RangeError(`a ${this.#options.role} does not send ${kind}`);
    const tooLong = sizeErrorOf(kind, codec, body.length);
    if (tooLong) throw new RangeError(tooLong);
  }

  #transmit(link: ChannelLink, message: Omit<OutboxMessage, "wasSent">): SendOutcome {
    const { tracer, peer, now } = this.#options;
    const { kind, number: sequence, codec, body, parent } = message;
    const rules = kindInfo(kind);
    const info = { kind, sequence, transport: link.transport, peer };
    const context = rules.traced ? tracer.sending(info, parent) : undefined;
    const startMs = context ? now() : 0;
    const bytes = encodeEnvelope({ kind, sequence, context, codec, body });
    const outcome = link.send(bytes, deliveryOn(link, rules.delivery, bytes.length));
    const envelopeBytes = bytes.length - body.length;
    const counts = this.ledger.of(kind);
    if (outcome !== "dropped") {
      counts.sent += 1;
      counts.sentBytes += bytes.length;
      counts.contextBytes += envelopeBytes - headerBytes;
    }
    if (context) {
      counts.traced += 1;
      const sizes = { bodyBytes: body.length, envelopeBytes };
      tracer.sent({ ...info, ...sizes }, context, { startMs, endMs: now() }, parent, outcome);
    }
    return outcome;
  }
}

/** A message that is too long for one packet of this link is sent in the delivery in which links split and reassemble. */
function deliveryOn({ maxBytes }: ChannelLink, requested: Delivery, bytes: number): Delivery {
  return maxBytes && bytes > maxBytes[requested] ? "reliable-ordered" : requested;
}
