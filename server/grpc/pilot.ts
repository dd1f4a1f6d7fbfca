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
import { InnerLink } from "./inner-link.ts";
import { Outflow, type Word } from "./outflow.ts";
import { plainAct, plainWorld } from "./plain-world.ts";

export interface PilotOptions {
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

export class Pilot {
  readonly outflow = new Outflow();
  readonly #options: PilotOptions;
  readonly #link: InnerLink;
  readonly #controls = new Controls();
  readonly #sequences = new Map<Kind | "kept", number>();
  #welcome: Welcome | undefined;
  /** The newest, which the next is a delta against: it is acknowledged at once. */
  #held: Snapshot | undefined;
  #received = 0;
  #shownTick = 0;

  constructor(options: PilotOptions) {
    this.#options = options;
    const { attach, address, ticket: credential } = options;
    this.#link = new InnerLink((link) => attach(link, { address, credential }), {
      heard: (bytes) => this.#hear(bytes),
      closed: options.closed,
    });
    const hello = {
      version: protocolVersion,
      tracing: false,
      codec: "binary",
      received: 0,
    } as const;
    this.#say("hello", encodeHello({ ...hello, credential }));
  }

  /** False for what no control can say. */
  hold(control: Control): boolean {
    return this.#controls.hold(control);
  }

  /** @throws RangeError for a text too long. */
  say(text: string): void {
    if (this.#welcome) this.#say("say", encodeChat(text));
  }

  leave(): void {
    this.#link.hangUp();
  }

  #say(kind: Kind, body: Uint8Array): void {
    const count = kindInfo(kind).sessionReliable ? "kept" : kind;
    const sequence = (this.#sequences.get(count) ?? 0) + 1;
    this.#sequences.set(count, sequence);
    this.#link.say(encodeEnvelope({ kind, sequence, context: undefined, body }));
  }

  #hear(bytes: Uint8Array): void {
    const { kind, body } = decodeEnvelope(bytes);
    if (kindInfo(kind).sessionReliable) this.#received += 1;
    switch (kind) {
      case "welcome":
        return this.#joined(decodeWelcome(body));
      case "snapshot":
        return this.#see(decodeSnapshot(body, (tick) => this.#heldAt(tick)));
      case "said":
        return this.#tell({ case: "said", value: decodeChatLine(body) });
      case "killed":
        return this.#tell({ case: "killed", value: decodeKilled(body) });
      case "roster":
        return this.#tell({ case: "roster", value: { players: decodeRoster(body) } });
      case "ack":
      case "pong":
      case "hello":
      case "ping":
      case "input":
      case "switches":
      case "say":
    }
  }

  #joined(welcome: Welcome): void {
    this.#welcome = welcome;
    const { seat, tickRateHz, name, room } = welcome;
    this.#tell({ case: "joined", value: { seat, tickRateHz, name, room } });
  }

  #tell(word: Word): void {
    if (this.outflow.say(word)) return;
    this.#link.close("overflow", "the stream is not being read");
  }

  #heldAt(tick: number): Snapshot | undefined {
    return this.#held?.tick === tick ? this.#held : undefined;
  }

  /** Acknowledges, commands the next tick, and shows the world if it is time to. */
  #see(snapshot: Snapshot): void {
    this.#held = snapshot;
    const newest = snapshot.tick + 1;
    const commands = [this.#controls.take(newest)];
    this.#say("input", encodeInput({ ackTick: snapshot.tick, newestTick: newest, commands }));
    this.#say("ack", encodeAck(this.#received));
    // Since the baseline, which is the one before: nothing is told twice.
    for (const act of snapshot.events) this.outflow.happened(plainAct(act));
    this.#show();
  }

  #show(): void {
    const { snapshotRateHz, worldOf } = this.#options;
    const { seat, room, tickRateHz } = this.#welcome!;
    const world = worldOf(room);
    if (!world) return;
    const rateHz = snapshotRateHz || tickRateHz;
    const turn = (tick: number): number => Math.floor((tick * rateHz) / tickRateHz);
    if (turn(world.tick) === turn(this.#shownTick)) return;
    this.#shownTick = world.tick;
    this.outflow.show(plainWorld(world, seat));
  }
}
