/**
 * One player that draws nothing. It joins as the page does, sends a command a tick, acknowledges snapshots, pings, and records
 * the spans that a page would: its messages, its shots, and every traced event that a page would show.
 */
import {
  Channel,
  commandsPerInput,
  decodeSnapshot,
  type InboundMessage,
  type MessageTracer,
  type SpanRecorder,
  decodeEnvelope,
  protocolVersion,
  type Snapshot,
  type TraceContext,
  UnknownBaseline,
  type Welcome,
  type WireCommand,
  clientOptions,
  ping,
  input,
  kinds,
} from "#protocol";
import { botCommand, Button, newBot, tickRulesAt } from "#simulation";
import type { CloseReason, Dialer, Link } from "#transport";
import { BotClientTraces } from "./bot-client-traces.ts";
import { worldFromSnapshot } from "./world-from-snapshot.ts";

export interface BotClientOptions {
  readonly origin: string;
  readonly dialer: Dialer;
  readonly name: string;
  /** Where between two ticks of the server this player's ticks fall, 0 to 1. */
  readonly phase: number;
  readonly tracing: boolean;
  readonly tracer: MessageTracer;
  readonly recorder: SpanRecorder;
  /** The key of its session, by which its spans are admitted. */
  readonly onSessionKey: (key: string) => void;
}

const pingEveryTicks = 15;
/** A command should arrive before its tick. */
const leadTicks = 2;
/** As far back as a page draws other ships. */
const interpolationTicks = 3;
const baselineTicks = 90;

/** The clock of this machine, which the server uses, too. */
const now = (): number => performance.timeOrigin + performance.now();

export class BotClient {
  readonly channel: Channel;
  closed: CloseReason | undefined;
  readonly #options: BotClientOptions;
  readonly #welcome = Promise.withResolvers<Welcome>();
  readonly #baselines = new Map<number, Snapshot>();
  readonly #traces: BotClientTraces;
  #newest: Snapshot | undefined;
  #commands: WireCommand[] = [];
  #botMemory = newBot(1);
  #tick = 0;
  #mayFireAtTick = 0;

  static async join(options: BotClientOptions): Promise<BotClient> {
    const { origin, dialer, name } = options;
    const response = await fetch(`${origin}/api/tickets`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name, room: "bench", bots: 0 }),
    });
    const { ticket } = (await response.json()) as { ticket?: string };
    if (!ticket) throw new Error(`no ticket: ${response.status}`);
    const client = new BotClient(options);
    await dialer.dial({ origin, credential: ticket }, (link) => client.#attach(link, ticket));
    const welcome = await client.#welcome.promise;
    options.onSessionKey(welcome.key);
    client.#botMemory = newBot(welcome.seat);
    client.#run(welcome);
    return client;
  }

  private constructor(options: BotClientOptions) {
    this.#options = options;
    this.#traces = new BotClientTraces(options.recorder, now);
    this.channel = new Channel({
      role: "client",
      peer: "server",
      tracer: options.tracer,
      now,
      received: (message) => message.kind === "snapshot" && this.#receiveSnapshot(message),
      overflowed: () => {},
    });
  }

  #attach(link: Link, credential: string) {
    const { tracing } = this.#options;
    let welcomed = false;
    queueMicrotask(() => {
      const codec = "binary" as const;
      const hello = { version: protocolVersion, tracing, codec, received: 0, credential };
      this.channel.sendOn(link, "hello", kinds.hello.encode(hello));
    });
    return {
      message: (bytes: Uint8Array): void => {
        if (welcomed) return this.channel.receive(bytes, link);
        const { kind, body } = decodeEnvelope(bytes);
        // A snapshot may overtake the welcome, and is lost like any other.
        if (kind !== kinds.welcome.kind) return;
        welcomed = true;
        const welcome = kinds.welcome.decode(body);
        this.channel.attach(link, welcome.received);
        const switches = { lagCompensation: true, ackClock: true };
        this.channel.sendBody("client-options", clientOptions.encode(switches));
        this.#welcome.resolve(welcome);
      },
      closed: (reason: CloseReason): void => {
        this.closed = reason;
        this.#welcome.reject(new Error(`closed: ${reason.code} ${reason.detail ?? ""}`));
      },
    };
  }

  #receiveSnapshot(message: InboundMessage): void {
    const snapshot = this.#decodeSnapshot(message.body);
    if (!snapshot) return;
    this.#baselines.set(snapshot.tick, snapshot);
    this.#baselines.delete(snapshot.tick - baselineTicks);
    if (snapshot.tick > (this.#newest?.tick ?? 0)) this.#newest = snapshot;
    this.#traces.receiveSnapshot(snapshot, message);
  }

  /** Undefined where the baseline is gone after a stall; the next acknowledgement corrects the server. */
  #decodeSnapshot(body: Uint8Array): Snapshot | undefined {
    try {
      return decodeSnapshot(body, (tick) => this.#baselines.get(tick));
    } catch (error) {
      if (error instanceof UnknownBaseline) return undefined;
      throw error;
    }
  }

  /** Ticks at this player's phase until its link closes. */
  #run(welcome: Welcome): void {
    const { tickRateHz, tickZeroMs } = welcome;
    const stepMs = 1000 / tickRateHz;
    const zeroMs = tickZeroMs + this.#options.phase * stepMs;
    this.#tick = Math.floor((now() - zeroMs) / stepMs);
    const scheduleTick = (): void => {
      if (this.closed) return;
      const due = Math.floor((now() - zeroMs) / stepMs);
      if (due > this.#tick) {
        this.#tick = due;
        this.#update(welcome, due);
      }
      setTimeout(scheduleTick, Math.max(1, zeroMs + (due + 1) * stepMs - now()));
    };
    scheduleTick();
  }

  #update({ seat, tickRateHz }: Welcome, tick: number): void {
    const { channel } = this;
    const link = channel.link;
    this.#traces.recordShown(tick, link?.transport ?? "none");
    channel.acknowledge();
    if (link && tick % pingEveryTicks === 0) channel.sendOn(link, "ping", ping.encode(now()));
    const snapshot = this.#newest;
    if (!snapshot) return;
    const world = worldFromSnapshot(snapshot, this.#baselines, seat, tickRateHz);
    const [controls, botMemory] = botCommand(world, seat, this.#botMemory);
    this.#botMemory = botMemory;
    const newest = tick + leadTicks;
    const command = {
      ...controls,
      viewTick16: Math.max(0, snapshot.tick - interpolationTicks) * 16,
    };
    this.#commands = [command, ...this.#commands].slice(0, commandsPerInput);
    const lossy = link?.transport === "webrtc";
    const commands = lossy ? this.#commands : [command];
    const shot = this.#traceShot(command, snapshot, newest, tickRateHz);
    channel.sendBody(
      "input",
      input.encode({ ackTick: snapshot.tick, newestTick: newest, commands }),
      shot,
    );
  }

  #traceShot(
    command: WireCommand,
    snapshot: Snapshot,
    newest: number,
    tickRateHz: number,
  ): TraceContext | undefined {
    const flies = snapshot.own?.respawnTicks === 0;
    if ((command.buttons & Button.fire) === 0 || !flies || newest < this.#mayFireAtTick)
      return undefined;
    this.#mayFireAtTick = newest + tickRulesAt(tickRateHz).fireWaitTicks;
    return this.#options.tracing ? this.#traces.beginShot(newest) : undefined;
  }
}
