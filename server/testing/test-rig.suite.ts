/** The server's sessions and rooms over memory links, on a clock that tests turn by hand, and players for them. */
import {
  Channel,
  decodeSnapshot,
  type Hello,
  type Input,
  type Kind,
  type MessageTracer,
  noTracing,
  decodeEnvelope,
  protocolVersion,
  type RosterRow,
  encodeEnvelope,
  type Snapshot,
  type TraceContext,
  type Welcome,
  welcome,
  chat,
  chatLine,
  roster,
  kinds,
} from "#protocol";
import { TicketStore, type TicketRequest } from "#signaling";
import { type CloseReason, type Link, MemoryHub } from "#transport";
import { memoryAcceptor } from "#transport/accept";
import { memoryDialer } from "#transport/dial";
import { Faults } from "../faults.ts";
import { roomFeatures } from "../features/index.ts";
import type { RoundResult } from "../features/rounds/rounds.ts";
import { PlayerAdmission } from "../edge/player-admission.ts";
import { quotasFor } from "../edge/quotas.ts";
import { Rooms, type RoomsOptions } from "../edge/rooms.ts";
import { Sessions } from "../edge/sessions/sessions.ts";
import { SpanBudget, type Tracing } from "../span-budget.ts";
import type { Clock } from "../clock.ts";
import { ManualClock } from "./manual-clock.suite.ts";

const stepMs = 100;

/** Lets all that is under way on memory links arrive. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 3; round++) await new Promise(setImmediate);
}

export interface TestRigOptions extends Partial<
  Pick<RoomsOptions, "tickRateHz" | "fillTo" | "maxRooms" | "seed">
> {
  readonly playersPerAddress?: number;
  readonly roundEnded?: (result: RoundResult) => void;
  readonly tracing?: Tracing;
}

export type TestRig = Awaited<ReturnType<typeof makeTestRig>>;

export async function makeTestRig({
  tracing,
  playersPerAddress = 64,
  roundEnded,
  ...options
}: TestRigOptions = {}) {
  const clock = new ManualClock();
  const hub = new MemoryHub();
  const tickets = new TicketStore({ now: clock.now });
  const results: RoundResult[] = [];
  const log: string[] = [];
  const faults = new Faults({ now: clock.now, log: (line) => log.push(line) });
  const players: TestPlayer[] = [];
  const spans = tracing && new SpanBudget(tracing, clock.now);
  const rooms = new Rooms({
    tickRateHz: 30,
    fillTo: 0,
    clock,
    tracing: spans,
    faults,
    features: roomFeatures({ roundEnded: roundEnded ?? ((result) => results.push(result)) }),
    seed: () => 7,
    ...options,
  });
  const quotas = quotasFor(playersPerAddress);
  const admission = new PlayerAdmission({ rooms, quotas });
  const sessions = new Sessions({
    admission,
    tickets,
    tracing: spans,
    clock,
    faults,
    graceMs: 30_000,
  });
  let address = "192.0.2.1";
  const listener = await memoryAcceptor({ hub }).listen((link, caller) =>
    sessions.attach(link, { ...caller, address }),
  );
  const dialer = memoryDialer({ hub });

  /** A link that sends nothing by itself. */
  const dial = async (credential = ""): Promise<RawClient> => {
    const client = new RawClient();
    await dialer.dial({ origin: "memory:", credential }, (link) => client.attach(link));
    return client;
  };
  const player = (tracer?: MessageTracer): TestPlayer => {
    const made = new TestPlayer(dial, clock, tracer);
    players.push(made);
    return made;
  };
  const ticket = (wish: Partial<TicketRequest> = {}): string =>
    tickets.issue({ name: "Nova", room: "lobby", bots: undefined, ...wish }, "memory");

  return {
    clock,
    hub,
    tickets,
    rooms,
    admission,
    sessions,
    spans,
    results,
    faults,
    log,
    dial,
    ticket,
    /** Links come from this IP address from now on. */
    setAddress: (from: string) => void (address = from),
    /** Time passes, messages arrive, and players answer as browsers do. */
    async advance(ms: number): Promise<void> {
      for (let left = ms; left >= 0; left -= stepMs) {
        clock.advance(Math.min(left, stepMs));
        await settle();
        for (const player of players) player.update();
        await settle();
      }
    },
    async dialWithHello(hello: Partial<Hello>): Promise<RawClient> {
      const stranger = await dial();
      stranger.link.send(helloBytes(hello), "reliable-ordered");
      await settle();
      return stranger;
    },
    /** A browser that has not joined yet. */
    player,
    async joinPlayer(
      wish: Partial<TicketRequest> = {},
      hello: Partial<Hello> = {},
    ): Promise<TestPlayer> {
      const joining = player(hello.tracing ? tracing?.messages : undefined);
      await joining.join(ticket(wish), hello);
      return joining;
    },
    close: () => listener.stop(),
  };
}

export const helloBytes = (hello: Partial<Hello> = {}): Uint8Array =>
  encodeEnvelope({
    kind: "hello",
    sequence: 1,
    context: undefined,
    body: kinds.hello.encode({
      version: protocolVersion,
      tracing: false,
      codec: "binary",
      received: 0,
      credential: "",
      ...hello,
    }),
  });

/** The browser's end of one link. */
export class RawClient {
  readonly received: Uint8Array[] = [];
  closed: CloseReason | undefined;
  onMessage: (bytes: Uint8Array) => void = (bytes) => void this.received.push(bytes);
  #link: Link | undefined;

  get link(): Link {
    if (!this.#link) throw new Error("not dialed");
    return this.#link;
  }

  attach(link: Link) {
    this.#link = link;
    return {
      message: (bytes: Uint8Array) => this.onMessage(bytes),
      closed: (reason: CloseReason) => void (this.closed = reason),
    };
  }
}

/** A browser in a room, reduced to what tests of the server need. */
export class TestPlayer {
  readonly snapshots: Snapshot[] = [];
  readonly chat: { seat: number; text: string }[] = [];
  readonly pongs: Uint8Array[] = [];
  roster: readonly RosterRow[] = [];
  readonly channel: Channel;
  readonly #dial: () => Promise<RawClient>;
  #client: RawClient | undefined;
  #welcome: Welcome | undefined;

  constructor(dial: () => Promise<RawClient>, clock: Clock, tracer = noTracing) {
    this.#dial = dial;
    this.channel = new Channel({
      role: "client",
      peer: "server",
      tracer,
      now: clock.now,
      received: ({ kind, body }) => this.#receive(kind, body),
      overflowed: () => {},
    });
  }

  get client(): RawClient {
    if (!this.#client) throw new Error("not dialed");
    return this.#client;
  }
  get welcome(): Welcome {
    if (!this.#welcome) throw new Error("not welcomed");
    return this.#welcome;
  }
  get newest(): Snapshot | undefined {
    return this.snapshots.at(-1);
  }

  /** With a ticket, or with the key of an earlier welcome: then on a further link, which is used from now on. */
  async join(credential: string, hello: Partial<Hello> = {}): Promise<void> {
    const client = await this.#dial();
    const welcomed = Promise.withResolvers<Welcome>();
    client.onMessage = (bytes) => {
      // By polls the newest snapshot may overtake it.
      if (decodeEnvelope(bytes).kind !== "welcome") return;
      client.onMessage = (more) => this.channel.receive(more, client.link);
      welcomed.resolve(welcome.decode(decodeEnvelope(bytes).body));
    };
    const { received } = this.channel;
    client.link.send(helloBytes({ credential, received, ...hello }), "reliable-ordered");
    this.#welcome = await welcomed.promise;
    this.#client = client;
    this.channel.attach(client.link, this.#welcome.received);
    await settle();
  }

  /** Acknowledges messages and the newest snapshot. */
  update(): void {
    this.channel.acknowledge();
    const { newest } = this;
    if (newest && this.#client?.closed === undefined)
      this.sendInput({ newestTick: newest.tick + 4 });
  }

  sendChat(text: string): void {
    this.channel.sendBody("chat", chat.encode(text));
  }

  sendInput(input: Partial<Input> & Pick<Input, "newestTick">, parent?: TraceContext): void {
    const still = { buttons: 0, aim: 0, thrustX: 0, thrustY: 0, viewTick16: 0 };
    const held = this.newest?.tick ?? 0;
    this.channel.sendBody(
      "input",
      kinds.input.encode({ ackTick: held, commands: [still], ...input }),
      parent,
    );
  }

  #receive(kind: Kind, body: Uint8Array): void {
    if (kind === "chat-line") this.chat.push(chatLine.decode(body));
    if (kind === "roster") this.roster = roster.decode(body);
    if (kind === "pong") this.pongs.push(body);
    if (kind !== "snapshot") return;
    const held = (tick: number) => this.snapshots.find((snapshot) => snapshot.tick === tick);
    this.snapshots.push(decodeSnapshot(body, held));
  }
}
