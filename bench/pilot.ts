/**
 * One player without a picture: joins as the page does, sends a command a tick, acknowledges snapshots, pings, and records
 * the spans that a page would: its messages, its shots, and every traced act it is shown.
 */
import {
  Channel,
  commandsPerInput,
  decodeSnapshot,
  decodeWelcome,
  encodeHello,
  encodeInput,
  encodePing,
  encodeClientOptions,
  type InboundMessage,
  type ActionTracer,
  type MessageTracer,
  decodeEnvelope,
  protocolVersion,
  type Snapshot,
  type TraceContext,
  UnknownBaseline,
  type Welcome,
  type WireCommand,
} from "#protocol";
import { botCommand, Button, newBot, tickRulesAt } from "#simulation";
import type { CloseReason, Dialer, Link } from "#transport";
import { PilotTraces } from "./pilot-traces.ts";
import { worldFrom } from "./seen-world.ts";

export interface PilotOptions {
  readonly origin: string;
  readonly dialer: Dialer;
  readonly name: string;
  /** When in a tick this player's own ticks fall, 0 to 1. */
  readonly phase: number;
  readonly tracing: boolean;
  readonly tracer: MessageTracer;
  readonly journeys: ActionTracer;
  /** The key of its session, by which its spans are admitted. */
  readonly holds: (key: string) => void;
}

const pingEveryTicks = 15;
/** A command should be there before its tick. */
const leadTicks = 2;
/** As far back as a page draws the others. */
const shownTicksAgo = 3;
const heldTicks = 90;

/** The clock of this machine, which is the server's too. */
const now = (): number => performance.timeOrigin + performance.now();

export class Pilot {
  readonly conversation: Channel;
  closed: CloseReason | undefined;
  readonly #options: PilotOptions;
  readonly #welcome = Promise.withResolvers<Welcome>();
  readonly #held = new Map<number, Snapshot>();
  readonly #traces: PilotTraces;
  #newest: Snapshot | undefined;
  #commands: WireCommand[] = [];
  #mind = newBot(1);
  #tick = 0;
  #mayFireAtTick = 0;

  static async join(options: PilotOptions): Promise<Pilot> {
    const { origin, dialer, name } = options;
    const response = await fetch(`${origin}/api/tickets`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name, room: "bench", bots: 0 }),
    });
    const { ticket } = (await response.json()) as { ticket?: string };
    if (!ticket) throw new Error(`no ticket: ${response.status}`);
    const pilot = new Pilot(options);
    await dialer.dial({ origin, credential: ticket }, (link) => pilot.#attached(link, ticket));
    const welcome = await pilot.#welcome.promise;
    options.holds(welcome.key);
    pilot.#mind = newBot(welcome.seat);
    pilot.#fly(welcome);
    return pilot;
  }

  private constructor(options: PilotOptions) {
    this.#options = options;
    this.#traces = new PilotTraces(options.journeys, now);
    this.conversation = new Channel({
      role: "client",
      peer: "server",
      tracer: options.tracer,
      now,
      received: (message) => message.kind === "snapshot" && this.#see(message),
      overflowed: () => {},
    });
  }

  #attached(link: Link, credential: string) {
    const { tracing } = this.#options;
    let welcomed = false;
    queueMicrotask(() => {
      const codec = "binary" as const;
      const hello = { version: protocolVersion, tracing, codec, received: 0, credential };
      this.conversation.sendOn(link, "hello", encodeHello(hello));
    });
    return {
      message: (bytes: Uint8Array): void => {
        if (welcomed) return this.conversation.receive(bytes, link);
        welcomed = true;
        const welcome = decodeWelcome(decodeEnvelope(bytes).body);
        this.conversation.attach(link, welcome.received);
        const switches = { lagCompensation: true, ackClock: true };
        this.conversation.sendBody("switches", encodeClientOptions(switches));
        this.#welcome.resolve(welcome);
      },
      closed: (reason: CloseReason): void => {
        this.closed = reason;
        this.#welcome.reject(new Error(`closed: ${reason.code} ${reason.detail ?? ""}`));
      },
    };
  }

  #see(message: InboundMessage): void {
    const snapshot = this.#decoded(message.body);
    if (!snapshot) return;
    this.#held.set(snapshot.tick, snapshot);
    this.#held.delete(snapshot.tick - heldTicks);
    if (snapshot.tick > (this.#newest?.tick ?? 0)) this.#newest = snapshot;
    this.#traces.see(snapshot, message);
  }

  /** After a stall its baseline may be gone; the next acknowledgement sets the server right. */
  #decoded(body: Uint8Array): Snapshot | undefined {
    try {
      return decodeSnapshot(body, (tick) => this.#held.get(tick));
    } catch (error) {
      if (error instanceof UnknownBaseline) return undefined;
      throw error;
    }
  }

  /** One tick after the other on this player's own beat, for ever. */
  #fly(welcome: Welcome): void {
    const { tickRateHz, tickZeroMs } = welcome;
    const stepMs = 1000 / tickRateHz;
    const zeroMs = tickZeroMs + this.#options.phase * stepMs;
    this.#tick = Math.floor((now() - zeroMs) / stepMs);
    const beat = (): void => {
      if (this.closed) return;
      const due = Math.floor((now() - zeroMs) / stepMs);
      if (due > this.#tick) {
        this.#tick = due;
        this.#live(welcome, due);
      }
      setTimeout(beat, Math.max(1, zeroMs + (due + 1) * stepMs - now()));
    };
    beat();
  }

  #live({ seat, tickRateHz }: Welcome, tick: number): void {
    const { conversation } = this;
    const link = conversation.link;
    this.#traces.show(tick, link?.transport ?? "none");
    conversation.acknowledge();
    if (link && tick % pingEveryTicks === 0) conversation.sendOn(link, "ping", encodePing(now()));
    const snapshot = this.#newest;
    if (!snapshot) return;
    const world = worldFrom(snapshot, this.#held, seat, tickRateHz);
    const [hands, mind] = botCommand(world, seat, this.#mind);
    this.#mind = mind;
    const newest = tick + leadTicks;
    const command = { ...hands, viewTick16: Math.max(0, snapshot.tick - shownTicksAgo) * 16 };
    this.#commands = [command, ...this.#commands].slice(0, commandsPerInput);
    const lossy = link?.transport === "webrtc";
    const commands = lossy ? this.#commands : [command];
    const shot = this.#fires(command, snapshot, newest, tickRateHz);
    conversation.sendBody("input", encodeInput({ ackTick: snapshot.tick, newestTick: newest, commands }), shot);
  }

  #fires(
    command: WireCommand,
    snapshot: Snapshot,
    newest: number,
    tickRateHz: number,
  ): TraceContext | undefined {
    const flies = snapshot.own?.respawnTicks === 0;
    if ((command.buttons & Button.fire) === 0 || !flies || newest < this.#mayFireAtTick)
      return undefined;
    this.#mayFireAtTick = newest + tickRulesAt(tickRateHz).fireWaitTicks;
    return this.#options.tracing ? this.#traces.fired(newest) : undefined;
  }
}
