/**
 * Two channels joined by wires that a test controls: it delivers, loses, fills, breaks; each end notices a break by itself.
 * The handshake is the real one: hello and welcome, each with the number of the last message that its end received.
 */
import { Channel, chat, chatLine, kinds } from "../index.ts";
import { noTracing } from "../index.ts";
import type { ChannelLink, Delivery, InboundMessage, Kind, MessageTracer } from "../index.ts";

export type Side = "client" | "server";
export const sides = ["client", "server"] as const;
const farOf = (side: Side): Side => (side === "client" ? "server" : "client");

export class FakeWire {
  readonly links: Readonly<Record<Side, ChannelLink>>;
  open = true;
  /** Over its high-water mark: what is unreliable is dropped at the sender. */
  full = false;
  /** The ends that know that it broke. */
  readonly detached = new Set<Side>();
  /** On the way to that side. Reliable ones stay in order. */
  readonly #reliable: Record<Side, Uint8Array[]> = { client: [], server: [] };
  readonly #unreliable: Record<Side, Uint8Array[]> = { client: [], server: [] };
  readonly #arrive: (bytes: Uint8Array, at: Side, wire: FakeWire) => void;
  readonly #instant: boolean;

  /** An instant wire delivers reliable messages before `send` returns. */
  constructor(
    id: string,
    instant: boolean,
    arrive: (bytes: Uint8Array, at: Side, wire: FakeWire) => void,
  ) {
    this.#instant = instant;
    this.#arrive = arrive;
    const linkAt = (side: Side): ChannelLink => ({
      id: `${id} at the ${side}`,
      transport: id,
      send: (payload, delivery) => this.#send(payload.slice(), delivery, farOf(side)),
    });
    this.links = { client: linkAt("client"), server: linkAt("server") };
  }

  #send(bytes: Uint8Array, delivery: Delivery, to: Side): "sent" | "buffered" | "dropped" {
    if (!this.open) return "dropped";
    if (delivery !== "reliable-ordered") {
      if (this.full) return "dropped";
      this.#unreliable[to].push(bytes);
      return "sent";
    }
    if (this.#instant) this.#arrive(bytes, to, this);
    else this.#reliable[to].push(bytes);
    return this.full ? "buffered" : "sent";
  }

  /** The next reliable messages arrive, `count` at most. */
  deliver(to: Side, count = Number.POSITIVE_INFINITY): void {
    for (let left = count; left > 0; left--) {
      const bytes = this.#reliable[to].shift();
      if (!bytes) return;
      this.#arrive(bytes, to, this);
    }
  }

  /** One of the unreliable messages, in any order, arrives or is lost. */
  settleUnreliable(to: Side, pick: number, arrives: boolean): void {
    const [bytes] = this.#unreliable[to].splice(pick % Math.max(1, this.#unreliable[to].length), 1);
    if (bytes && arrives) this.#arrive(bytes, to, this);
  }

  get isQuiet(): boolean {
    return sides.every((side) => this.#reliable[side].length + this.#unreliable[side].length === 0);
  }

  /** Whatever is on the way is lost; both ends find out in their own time. */
  cut(): void {
    this.open = false;
    for (const side of sides) this.#reliable[side] = this.#unreliable[side] = [];
  }
}

/** The two ends, the session-reliable texts that they sent, and all messages that they received. */
export class ChannelPair {
  readonly ends: Readonly<Record<Side, Channel>>;
  readonly wires: FakeWire[] = [];
  readonly sent: Record<Side, string[]> = { client: [], server: [] };
  /** The texts of session-reliable messages that arrived at that side. */
  readonly received: Record<Side, string[]> = { client: [], server: [] };
  readonly messages: Record<Side, InboundMessage[]> = { client: [], server: [] };
  readonly overflows: Record<Side, number> = { client: 0, server: 0 };
  /** The server answers each line with one of its own, from within the handler. */
  echoes = false;

  constructor(tracer: MessageTracer = noTracing) {
    let ms = 0;
    const end = (role: Side): Channel =>
      new Channel({
        role,
        peer: farOf(role),
        tracer,
        now: () => ++ms,
        received: (message) => this.#receive(role, message),
        overflowed: () => void this.overflows[role]++,
      });
    this.ends = { client: end("client"), server: end("server") };
  }

  /** A wire on which the client has sent its hello. */
  dial(instant = false): FakeWire {
    const wire = new FakeWire(`wire ${this.wires.length}`, instant, (bytes, at) =>
      this.ends[at].receive(bytes, wire.links[at]),
    );
    this.wires.push(wire);
    const { client } = this.ends;
    const hello = {
      version: 2,
      tracing: false,
      codec: "binary",
      received: client.received,
    } as const;
    client.sendOn(wire.links.client, "hello", kinds.hello.encode({ ...hello, credential: "" }));
    return wire;
  }

  /** A wire that is the active link of both ends. */
  connect(): FakeWire {
    const wire = this.dial();
    wire.deliver("server");
    wire.deliver("client", 1);
    return wire;
  }

  /** A session-reliable chat text; texts are numbered, so that a test sees their order. */
  sendLine(side: Side): "sent" | "buffered" | "dropped" {
    const text = `${side} ${this.sent[side].length + 1}`;
    this.sent[side].push(text);
    return side === "client"
      ? this.ends.client.sendBody("chat", chat.encode(text))
      : this.ends.server.sendBody("chat-line", chatLine.encode({ seat: 255, text }));
  }

  /** A message that is not session-reliable: an input or a snapshot. */
  sendState(side: Side): "sent" | "buffered" | "dropped" {
    return this.ends[side].sendBody(unreliableKinds[side], Uint8Array.of(7));
  }

  detach(wire: FakeWire, side: Side): void {
    if (wire.open || wire.detached.has(side)) return;
    wire.detached.add(side);
    this.ends[side].detach(wire.links[side]);
  }

  #receive(side: Side, message: InboundMessage): void {
    this.messages[side].push(message);
    const { kind, body, link } = message;
    if (kind === "hello") this.#welcome(link, kinds.hello.decode(body).received);
    else if (kind === "welcome") this.ends.client.attach(link, kinds.welcome.decode(body).received);
    else if (kind === "chat-line") this.received.client.push(chatLine.decode(body).text);
    else if (kind === "chat") {
      this.received.server.push(chat.decode(body));
      if (this.echoes) this.sendLine("server");
    }
  }

  #welcome(link: ChannelLink, received: number): void {
    const { server } = this.ends;
    const text = { session: "", key: "", room: "", name: "" };
    const clock = { tickRateHz: 30, tick: 0, tickZeroMs: 0, nowMs: 0 };
    const welcome = { version: 2, seat: 0, resumed: true, received: server.received, ...clock };
    server.sendOn(link, "welcome", kinds.welcome.encode({ ...welcome, ...text }));
    server.attach(link, received);
  }
}

const unreliableKinds = { client: "input", server: "snapshot" } as const satisfies Record<
  Side,
  Kind
>;
