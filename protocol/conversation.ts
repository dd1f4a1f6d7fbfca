/**
 * One end of a session. It outlives links: it numbers what it says, keeps what must arrive until the far end has
 * acknowledged it, says that again on the next link, and hears every kept message once and in order. It dials nothing
 * and closes nothing; who owns it does.
 */
import { MalformedMessage } from "./bytes.ts";
import { contextBytes, headerBytes, open, seal } from "./envelope.ts";
import { Ledger } from "./ledger.ts";
import { type Delivery, factsOf, type Kind } from "./messages.ts";
import type { MessageTracer, TraceContext } from "./tracing.ts";
import { decodeAck, encodeAck } from "./words.ts";

/** What a conversation needs of a link. */
export interface Carrier {
  readonly id: string;
  readonly transport: string;
  send(payload: Uint8Array, delivery: Delivery): "sent" | "buffered" | "dropped";
}

export interface Heard {
  readonly kind: Kind;
  readonly sequence: number;
  readonly body: Uint8Array;
  readonly carrier: Carrier;
  readonly atMs: number;
  /** Envelope included. */
  readonly bytes: number;
  /** Of the `process` span; set once the handler has returned. */
  context: TraceContext | undefined;
}

export interface ConversationOptions {
  readonly role: "client" | "server";
  /** Who is at the far end, for traces. */
  readonly peer: string;
  readonly tracer: MessageTracer;
  /** Server time in ms since the epoch. */
  readonly now: () => number;
  readonly heard: (message: Heard) => void;
  /** Too much is unacknowledged: the session cannot go on. */
  readonly overflowed: () => void;
}

interface Kept {
  readonly number: number;
  readonly kind: Kind;
  readonly body: Uint8Array;
  readonly parent: TraceContext | undefined;
}

/** Enough for 30 s without a link in a busy room; beyond it the far end is not coming back to a sane state. */
const maxKept = 2048;

export class Conversation {
  readonly ledger = new Ledger();
  readonly #options: ConversationOptions;
  readonly #sequences = new Map<Kind, number>();
  readonly #highest = new Map<Kind, number>();
  #carriers: Carrier[] = [];
  #kept: Kept[] = [];
  #lastKept = 0;
  #received = 0;
  #acknowledged = 0;

  constructor(options: ConversationOptions) {
    this.#options = options;
  }

  /** Number of the last kept message heard. */
  get received(): number {
    return this.#received;
  }

  get unacknowledged(): number {
    return this.#kept.length;
  }

  /** The link that is spoken on: the one attached last of those still open. */
  get carrier(): Carrier | undefined {
    return this.#carriers.at(-1);
  }

  /** Speaks on `carrier` from now on; older ones are still heard. `theirReceived` is what the far end has heard. */
  attach(carrier: Carrier, theirReceived: number): void {
    this.#forget(theirReceived);
    this.#carriers.push(carrier);
    this.#sayKeptAgain();
  }

  /** The link is gone or about to be. What was said on it and not acknowledged is said on the one before. */
  detach(carrier: Carrier): void {
    const spoken = this.carrier === carrier;
    this.#carriers = this.#carriers.filter((other) => other !== carrier);
    if (spoken && this.carrier) this.#sayKeptAgain();
  }

  /** Kept kinds are never dropped; without a link they wait for one. */
  say(kind: Kind, body: Uint8Array, parent?: TraceContext): "sent" | "buffered" | "dropped" {
    if (factsOf(kind).kept) return this.#keep({ number: ++this.#lastKept, kind, body, parent });
    return this.carrier ? this.sayOn(this.carrier, kind, body, parent) : "dropped";
  }

  /** For handshakes and pings, which belong to one link. */
  sayOn(
    carrier: Carrier,
    kind: Kind,
    body: Uint8Array,
    parent?: TraceContext,
  ): "sent" | "buffered" | "dropped" {
    const sequence = (this.#sequences.get(kind) ?? 0) + 1;
    const outcome = this.#send(carrier, kind, sequence, body, parent);
    // A number the link never carried is used again, so that gaps mean loss on the way.
    if (outcome !== "dropped") this.#sequences.set(kind, sequence);
    return outcome;
  }

  /** Tells the far end what has been heard, if that is news. Call it about once a tick. */
  acknowledge(): void {
    if (this.#acknowledged === this.#received || !this.carrier) return;
    this.#acknowledged = this.#received;
    this.sayOn(this.carrier, "ack", encodeAck(this.#received));
  }

  /** @throws MalformedMessage for what may not be said, by this role, now. */
  hear(bytes: Uint8Array, carrier: Carrier): void {
    const { now, role, heard } = this.#options;
    const startMs = now();
    const { kind, sequence, body, context } = open(bytes);
    const facts = factsOf(kind);
    if (facts.from === role) throw new MalformedMessage(`${kind} is not for a ${role} to hear`);
    const counts = this.ledger.of(kind);
    counts.received += 1;
    counts.receivedBytes += bytes.length;
    if (context) counts.contextBytes += contextBytes;
    if (facts.kept && !this.#isNext(kind, sequence)) return;
    if (!facts.kept) this.#countGaps(kind, sequence);
    const message: Heard = {
      kind,
      sequence,
      body,
      carrier,
      atMs: startMs,
      bytes: bytes.length,
      context: undefined,
    };
    if (kind === "ack") this.#forget(decodeAck(body));
    else heard(message);
    if (facts.traced && context) this.#trace(message, context, bytes.length - body.length);
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

  /** Kept messages arrive once and in order; a gap means that a reliable link lied. */
  #isNext(kind: Kind, number: number): boolean {
    if (number <= this.#received) {
      this.ledger.of(kind).duplicated += 1;
      return false;
    }
    if (number !== this.#received + 1) {
      throw new MalformedMessage(
        `kept message ${number} after ${this.#received}: some are missing`,
      );
    }
    this.#received = number;
    return true;
  }

  #countGaps(kind: Kind, sequence: number): void {
    const highest = this.#highest.get(kind);
    const counts = this.ledger.of(kind);
    if (highest === undefined || sequence > highest) {
      if (highest !== undefined) counts.lost += sequence - highest - 1;
      this.#highest.set(kind, sequence);
    } else if (counts.lost > 0) counts.lost -= 1;
  }

  #keep(kept: Kept): "sent" | "buffered" {
    this.#kept.push(kept);
    if (this.#kept.length > maxKept) {
      this.#options.overflowed();
      return "buffered";
    }
    if (!this.carrier) return "buffered";
    const outcome = this.#send(this.carrier, kept.kind, kept.number, kept.body, kept.parent);
    return outcome === "sent" ? "sent" : "buffered";
  }

  #sayKeptAgain(): void {
    const { carrier } = this;
    if (!carrier) return;
    for (const { kind, number, body, parent } of this.#kept) {
      this.#send(carrier, kind, number, body, parent);
      this.ledger.of(kind).resent += 1;
    }
  }

  #forget(theirReceived: number): void {
    if (theirReceived > this.#lastKept) {
      throw new MalformedMessage(`${theirReceived} acknowledged, ${this.#lastKept} said`);
    }
    this.#kept = this.#kept.filter((kept) => kept.number > theirReceived);
  }

  #send(
    carrier: Carrier,
    kind: Kind,
    sequence: number,
    body: Uint8Array,
    parent: TraceContext | undefined,
  ) {
    const { tracer, peer, now } = this.#options;
    const facts = factsOf(kind);
    const about = { kind, sequence, transport: carrier.transport, peer };
    const context = facts.traced ? tracer.sending(about, parent) : undefined;
    const startMs = context ? now() : 0;
    const bytes = seal({ kind, sequence, context, body });
    const outcome = carrier.send(bytes, facts.delivery);
    const counts = this.ledger.of(kind);
    if (outcome === "dropped") counts.dropped += 1;
    else {
      counts.sent += 1;
      counts.sentBytes += bytes.length;
    }
    if (context) {
      counts.traced += 1;
      counts.contextBytes += contextBytes;
      const sizes = { bodyBytes: body.length, envelopeBytes: headerBytes + contextBytes };
      tracer.sent({ ...about, ...sizes }, context, { startMs, endMs: now() }, parent, outcome);
    }
    return outcome;
  }
}
