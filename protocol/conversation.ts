/**
 * One end of a session. It outlives links: it numbers what it says, keeps what must arrive until the far end has
 * acknowledged it, says that again on the next link, and hears every kept message once and in order. It dials nothing
 * and closes nothing; who owns it does.
 */
import { MalformedMessage } from "./bytes.ts";
import type { Carrier, ConversationOptions, Heard, SendOutcome } from "./carrier.ts";
import { binaryOnly } from "./binary-codec.ts";
import type { Codec, CodecName, Codecs, Messages, PlainKind } from "./codec.ts";
import { headerBytes, open, seal } from "./envelope.ts";
import { Gaps } from "./gaps.ts";
import { Ledger } from "./ledger.ts";
import { Inbox } from "./inbox.ts";
import { type Delivery, factsOf, type Kind, maxBytesOf } from "./messages.ts";
import { type Kept, Outbox } from "./outbox.ts";
import type { TraceContext } from "./tracing.ts";
import { decodeAck, encodeAck } from "./words.ts";

export class Conversation {
  readonly ledger = new Ledger();
  readonly #options: ConversationOptions;
  readonly #sequences = new Map<Kind, number>();
  readonly #outbox = new Outbox();
  readonly #inbox = new Inbox();
  readonly #gaps = new Map<Kind, Gaps>();
  readonly #codecs: Codecs;
  #codec: Codec;
  #carriers: Carrier[] = [];
  #overflowed = false;

  constructor(options: ConversationOptions) {
    this.#options = options;
    this.#codecs = options.codecs ?? binaryOnly;
    this.#codec = this.#known("binary");
  }

  /** What is said is packed in. */
  get codec(): Codec {
    return this.#codec;
  }

  /** From now on; what waits to be said stays as it was packed. @throws RangeError for a codec that is not at hand */
  speakIn(name: CodecName): void {
    this.#codec = this.#known(name);
  }

  #known(name: CodecName): Codec {
    const codec = this.#codecs.get(name);
    if (!codec) throw new RangeError(`the codec ${name} is not at hand`);
    return codec;
  }

  /** Number of the last kept message heard. */
  get received(): number {
    return this.#inbox.received;
  }

  get unacknowledged(): number {
    return this.#outbox.size;
  }

  /** The link that is spoken on: the one attached last of those still open. */
  get carrier(): Carrier | undefined {
    return this.#carriers.at(-1);
  }

  /** Speaks on `carrier` from now on; older ones are still heard. `theirReceived` is what the far end has heard. */
  attach(carrier: Carrier, theirReceived: number): void {
    this.#outbox.forget(theirReceived);
    this.#carriers.push(carrier);
    this.#outbox.rewind();
    this.#giveKept();
  }

  /** The link is gone or about to be. What was said on it and not acknowledged is said on the one before. */
  detach(carrier: Carrier): void {
    const spoken = this.carrier === carrier;
    this.#carriers = this.#carriers.filter((other) => other !== carrier);
    if (!spoken) return;
    this.#outbox.rewind();
    this.#giveKept();
  }

  /** Packs a message and says it. */
  tell<K extends PlainKind>(kind: K, message: Messages[K], parent?: TraceContext): SendOutcome {
    return this.say(kind, this.#codec.encode(kind, message), parent);
  }

  /**
   * `body` is packed in `codec`, or binary for kinds that always are. Kept kinds are never dropped, and wait for a link
   * where there is none; except that too many end the session.
   * @throws RangeError for what this role may not say, or no receiver accepts.
   */
  say(kind: Kind, body: Uint8Array, parent?: TraceContext): SendOutcome {
    if (factsOf(kind).kept) return this.#keep(kind, body, parent);
    return this.carrier ? this.sayOn(this.carrier, kind, body, parent) : "dropped";
  }

  /** For handshakes and pings, which belong to one link. */
  sayOn(carrier: Carrier, kind: Kind, body: Uint8Array, parent?: TraceContext): SendOutcome {
    if (factsOf(kind).kept) throw new RangeError(`${kind} is kept: it belongs to the session`);
    const codec = this.#codecOf(kind);
    this.#assertSayable(kind, codec, body);
    const before = this.#sequences.get(kind) ?? 0;
    const number = before + 1;
    this.#sequences.set(kind, number);
    const outcome = this.#send(carrier, { number, kind, codec, body, parent });
    const counts = this.ledger.of(kind);
    // A number the link never carried is used again, so that gaps mean loss on the way.
    if (outcome === "dropped") {
      this.#sequences.set(kind, before);
      counts.dropped += 1;
    }
    return outcome;
  }

  /** Tells the far end what has been heard, if that is news to it. Call it about once a tick. */
  acknowledge(): void {
    if (!this.#inbox.owesAck || !this.carrier) return;
    this.#inbox.acknowledged(true);
    const outcome = this.sayOn(this.carrier, "ack", encodeAck(this.received));
    if (outcome === "dropped") this.#inbox.acknowledged(false);
  }

  /** @throws MalformedMessage for what may not be said, by this role, now. */
  hear(bytes: Uint8Array, carrier: Carrier): void {
    const { now, role, heard } = this.#options;
    const startMs = now();
    const { kind, sequence, body, context, codec: codecName } = open(bytes);
    const facts = factsOf(kind);
    const codec = this.#codecs.get(codecName);
    if (!codec) throw new MalformedMessage(`${codecName} was not agreed on`);
    if (facts.from === role) throw new MalformedMessage(`${kind} is not for a ${role} to hear`);
    const counts = this.ledger.of(kind);
    counts.received += 1;
    counts.receivedBytes += bytes.length;
    const envelopeBytes = bytes.length - body.length;
    counts.contextBytes += envelopeBytes - headerBytes;
    if (!facts.kept) this.#countMissing(kind, sequence, carrier);
    else if (!this.#inbox.isNext(sequence)) {
      counts.duplicated += 1;
      return;
    }
    const message: Heard = {
      kind,
      sequence,
      codec,
      body,
      carrier,
      atMs: startMs,
      bytes: bytes.length,
      context: undefined,
    };
    if (kind === "ack") this.#outbox.forget(decodeAck(body));
    else heard(message);
    if (facts.traced && context) this.#trace(message, context, envelopeBytes);
  }

  #countMissing(kind: Kind, sequence: number, carrier: Carrier): void {
    const counts = this.ledger.of(kind);
    let gaps = this.#gaps.get(kind);
    if (!gaps) this.#gaps.set(kind, (gaps = new Gaps()));
    gaps.heard(sequence, carrier, counts);
    if (factsOf(kind).delivery === "unreliable-sequenced") gaps.settleOvertaken(counts);
  }

  #trace(message: Heard, remote: TraceContext, envelopeBytes: number): void {
    const { tracer, peer, now } = this.#options;
    const { kind, sequence, body, carrier, atMs } = message;
    const facts = {
      kind,
      sequence,
      bodyBytes: body.length,
      envelopeBytes,
      transport: carrier.transport,
      peer,
    };
    message.context = tracer.received(facts, remote, { startMs: atMs, endMs: now() });
    if (message.context) this.ledger.of(kind).traced += 1;
  }

  #keep(kind: Kind, body: Uint8Array, parent: TraceContext | undefined): SendOutcome {
    const codec = this.#codecOf(kind);
    this.#assertSayable(kind, codec, body);
    if (this.#outbox.isFull) {
      if (!this.#overflowed) this.#options.overflowed();
      this.#overflowed = true;
      return "dropped";
    }
    this.#outbox.add({ kind, codec, body, parent });
    return this.#giveKept() === "sent" ? "sent" : "buffered";
  }

  /**
   * Gives the link what it has not been given yet, in order, and answers what became of the last one. A handler that
   * speaks meanwhile (a link may deliver at once) goes on from the very same place, so nothing overtakes.
   */
  #giveKept(): SendOutcome {
    let outcome: SendOutcome = "buffered";
    while (this.carrier) {
      const kept = this.#outbox.next();
      if (!kept) break;
      outcome = this.#send(this.carrier, kept);
      if (outcome === "dropped") continue;
      if (kept.left) this.ledger.of(kept.kind).resent += 1;
      kept.left = true;
    }
    return outcome;
  }

  #codecOf(kind: Kind): CodecName {
    return factsOf(kind).maxWholeBytes === 0 ? "binary" : this.#codec.name;
  }

  #assertSayable(kind: Kind, codec: CodecName, body: Uint8Array): void {
    const { from } = factsOf(kind);
    const maxBytes = maxBytesOf(kind, codec);
    if (from !== "both" && from !== this.#options.role)
      throw new RangeError(`${kind} is not for a ${this.#options.role} to say`);
    if (body.length > maxBytes)
      throw new RangeError(`${kind} of ${body.length} bytes, at most ${maxBytes} allowed`);
  }

  #send(carrier: Carrier, message: Omit<Kept, "left">): SendOutcome {
    const { tracer, peer, now } = this.#options;
    const { kind, number: sequence, codec, body, parent } = message;
    const facts = factsOf(kind);
    const about = { kind, sequence, transport: carrier.transport, peer };
    const context = facts.traced ? tracer.sending(about, parent) : undefined;
    const startMs = context ? now() : 0;
    const bytes = seal({ kind, sequence, context, codec, body });
    const outcome = carrier.send(bytes, deliveryOn(carrier, facts.delivery, bytes.length));
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
      tracer.sent({ ...about, ...sizes }, context, { startMs, endMs: now() }, parent, outcome);
    }
    return outcome;
  }
}

/** What is too long for one packet of this link goes where links cut up and put together: late at times, never torn. */
function deliveryOn({ maxBytes }: Carrier, asked: Delivery, bytes: number): Delivery {
  return maxBytes && bytes > maxBytes[asked] ? "reliable-ordered" : asked;
}
