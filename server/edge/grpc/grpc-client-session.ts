/**
 * A native client's half of a session. It speaks to the door and the room as a browser does, over a link within the
 * process: the same tickets, seats, commands, rates and rules, and nothing in the room knows the difference. A link that
 * cannot break needs no conversation: what is said is heard, once and in order.
 */
import {
  decodeKilled,
  decodeRoster,
  decodeChatLine,
  decodeSnapshot,
  decodeWelcome,
  encodeAck,
  encodeHello,
  encodeInput,
  encodeChat,
  kindInfo,
  type Kind,
  decodeEnvelope,
  protocolVersion,
  encodeEnvelope,
  type Snapshot,
  type Welcome,
} from "#protocol";
import type { Attach, CloseReason } from "#transport";
import type { World } from "#simulation";
import { type Control, Controls } from "./controls.ts";
import { InProcessLink } from "./in-process-link.ts";
import { SendQueue, type OrderedEvent } from "./send-queue.ts";
import { grpcAct, grpcWorld } from "./grpc-world.ts";

export interface GrpcClientSessionOptions {
  readonly attach: Attach;
  /** The IP address that its call comes from. */
  readonly address: string | undefined;
  readonly ticket: string;
  /** Snapshots a second at most; 0: one a tick. */
  readonly snapshotRateHz: number;
  /** The world of a room, as it stands. */
  readonly worldOf: (room: string) => World | undefined;
  readonly closed: (reason: CloseReason) => void;
}

export class GrpcClientSession {
  readonly sendQueue = new SendQueue();
  readonly #options: GrpcClientSessionOptions;
  readonly #link: InProcessLink;
  readonly #controls = new Controls();
  readonly #sequences = new Map<Kind | "kept", number>();
  #welcome: Welcome | undefined;
  /** The newest, which the next is a delta against: it is acknowledged at once. */
  #baseline: Snapshot | undefined;
  #received = 0;
  #sentTick = 0;

  constructor(options: GrpcClientSessionOptions) {
    this.#options = options;
    const { attach, address, ticket: credential } = options;
    this.#link = new InProcessLink((link) => attach(link, { address, credential }), {
      receive: (bytes) => this.#receive(bytes),
      closed: options.closed,
    });
    const hello = {
      version: protocolVersion,
      tracing: false,
      codec: "binary",
      received: 0,
    } as const;
    this.#send("hello", encodeHello({ ...hello, credential }));
  }

  /** False for what no control can say. */
  setControl(control: Control): boolean {
    return this.#controls.set(control);
  }

  /** @throws RangeError for a text too long. */
  sendChat(text: string): void {
    if (this.#welcome) this.#send("chat", encodeChat(text));
  }

  leave(): void {
    this.#link.closeFromPeer();
  }

  #send(kind: Kind, body: Uint8Array): void {
    const count = kindInfo(kind).sessionReliable ? "kept" : kind;
    const sequence = (this.#sequences.get(count) ?? 0) + 1;
    this.#sequences.set(count, sequence);
    this.#link.deliver(encodeEnvelope({ kind, sequence, context: undefined, body }));
  }

  #receive(bytes: Uint8Array): void {
    const { kind, body } = decodeEnvelope(bytes);
    if (kindInfo(kind).sessionReliable) this.#received += 1;
    switch (kind) {
      case "welcome":
        return this.#receiveWelcome(decodeWelcome(body));
      case "snapshot":
        return this.#receiveSnapshot(decodeSnapshot(body, (tick) => this.#baselineAt(tick)));
      case "chat-line":
        return this.#enqueue({ case: "chatLine", value: decodeChatLine(body) });
      case "killed":
        return this.#enqueue({ case: "killed", value: decodeKilled(body) });
      case "roster":
        return this.#enqueue({ case: "roster", value: { players: [...decodeRoster(body)] } });
      case "ack":
      case "pong":
      case "hello":
      case "ping":
      case "input":
      case "client-options":
      case "chat":
    }
  }

  #receiveWelcome(welcome: Welcome): void {
    this.#welcome = welcome;
    const { seat, tickRateHz, name, room } = welcome;
    this.#enqueue({ case: "joined", value: { seat, tickRateHz, name, room } });
  }

  #enqueue(event: OrderedEvent): void {
    if (this.sendQueue.enqueue(event)) return;
    this.#link.close("overflow", "the stream is not being read");
  }

  #baselineAt(tick: number): Snapshot | undefined {
    return this.#baseline?.tick === tick ? this.#baseline : undefined;
  }

  /** Acknowledges, commands the next tick, and shows the world if it is time to. */
  #receiveSnapshot(snapshot: Snapshot): void {
    this.#baseline = snapshot;
    const newest = snapshot.tick + 1;
    const commands = [this.#controls.take(newest)];
    this.#send("input", encodeInput({ ackTick: snapshot.tick, newestTick: newest, commands }));
    this.#send("ack", encodeAck(this.#received));
    // Since the baseline, which is the one before: nothing is told twice.
    for (const act of snapshot.events) this.sendQueue.addAct(grpcAct(act));
    this.#enqueueWorld();
  }

  #enqueueWorld(): void {
    const { snapshotRateHz, worldOf } = this.#options;
    const { seat, room, tickRateHz } = this.#welcome!;
    const world = worldOf(room);
    if (!world) return;
    const rateHz = snapshotRateHz || tickRateHz;
    const turn = (tick: number): number => Math.floor((tick * rateHz) / tickRateHz);
    if (turn(world.tick) === turn(this.#sentTick)) return;
    this.#sentTick = world.tick;
    this.sendQueue.setWorld(grpcWorld(world, seat));
  }
}
