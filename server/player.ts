/** A seat with a person in it: the commands that came, the snapshots that go, and the switches they turned. */
import type { InboundMessage, Input, ClientOptions, TraceContext } from "#protocol";
import type { Command } from "#simulation";
import { InputBuffer, type Taken } from "./input-buffer.ts";
import type { TokenBucket } from "#transport";
import type { Scenery } from "./scenery.ts";
import type { Session } from "./session.ts";
import { SnapshotSender } from "./snapshot-sender.ts";
import { ViewDelay } from "./view-delay.ts";

const nothing: Taken = { command: undefined, heard: false, message: undefined };

export class Player {
  readonly session: Session;
  readonly inputs: InputBuffer;
  readonly snapshots = new SnapshotSender();
  readonly #viewDelay: ViewDelay;
  switches: ClientOptions = { lagCompensation: true, ackClock: true };
  readonly tracing: boolean;
  readonly lines: TokenBucket;
  /** It has been told that it talks too fast. */
  hushed = false;
  /** What the current tick took from the buffer. */
  taken: Taken = nothing;

  constructor(options: {
    session: Session;
    tickRateHz: number;
    tick: number;
    tracing: boolean;
    lines: TokenBucket;
  }) {
    this.session = options.session;
    this.inputs = new InputBuffer(options.tickRateHz, options.tick);
    this.#viewDelay = new ViewDelay(options.tickRateHz);
    this.tracing = options.tracing;
    this.lines = options.lines;
  }

  hear(input: Input, message: InboundMessage): void {
    const { ackTick: held, newestTick: newest } = input;
    const ageMs = this.snapshots.acknowledge(held, message.receivedAtMs);
    if (ageMs !== undefined) this.#viewDelay.acknowledged(held, ageMs, message.receivedAtMs);
    this.#viewDelay.heard(newest - this.inputs.tick);
    this.inputs.hear(input, message, this.#viewDelay.mostBack16);
  }

  /** Another link has another pace. */
  linkChanged(): void {
    this.snapshots.forgetPace();
    this.#viewDelay.forgetLink();
  }

  takeCommand(tick: number): Command | undefined {
    this.taken = this.inputs.take(tick);
    const { command } = this.taken;
    if (!command || this.switches.lagCompensation) return command;
    return { ...command, viewTick16: 0 };
  }

  /** Answers whether one went out. */
  sendSnapshot(
    scenery: Scenery,
    nowMs: number,
    lateMs: number,
    tickContext: TraceContext | undefined,
  ): boolean {
    const { session, switches, tracing } = this;
    const snapshot = this.snapshots.next({
      seat: session.seat,
      scenery,
      nowMs,
      lateMs,
      lead: this.inputs.lead(scenery.world.tick),
      heard: this.taken.heard,
      ackClock: switches.ackClock,
      tracing,
      codec: session.conversation.codec,
    });
    if (!snapshot) return false;
    const { conversation } = session;
    const parent = tracing ? tickContext : undefined;
    const replaced = (): number => conversation.link?.stats?.().replacedMessages ?? 0;
    const before = replaced();
    const outcome = conversation.sendBody("snapshot", snapshot.body, parent);
    const { tick } = snapshot.asDecoded;
    if (outcome === "dropped") this.snapshots.refused(tick);
    else this.snapshots.sent(tick, replaced() > before);
    return outcome !== "dropped";
  }
}
