/** A seat with a person in it: the commands that came, the snapshots that go, and the switches they turned. */
import type { InboundMessage, Input, ClientOptions, TraceContext } from "#protocol";
import type { Command } from "#simulation";
import { InputBuffer, type TakenCommand } from "./input-buffer.ts";
import type { TokenBucket } from "#transport";
import type { TickState } from "./snapshots/tick-state.ts";
import type { Session } from "../edge/sessions/session.ts";
import { SnapshotSender } from "./snapshots/snapshot-sender.ts";
import { ViewDelay } from "./view-delay.ts";

const noCommand: TakenCommand = { command: undefined, hadCommand: false, message: undefined };

export class Player {
  readonly session: Session;
  readonly inputs: InputBuffer;
  readonly snapshots = new SnapshotSender();
  readonly #viewDelay: ViewDelay;
  clientOptions: ClientOptions = { lagCompensation: true, ackClock: true };
  readonly tracing: boolean;
  readonly chatLimiter: TokenBucket;
  /** It has been told that it talks too fast. */
  rateLimited = false;
  /** What the current tick took from the buffer. */
  taken: TakenCommand = noCommand;

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
    this.chatLimiter = options.lines;
  }

  receiveInput(input: Input, message: InboundMessage): void {
    const { ackTick: held, newestTick: newest } = input;
    const ageMs = this.snapshots.acknowledge(held, message.receivedAtMs);
    if (ageMs !== undefined) this.#viewDelay.acknowledged(held, ageMs, message.receivedAtMs);
    this.#viewDelay.commandReceived(newest - this.inputs.tick);
    this.inputs.receive(input, message, this.#viewDelay.maxRewind16);
  }

  /** Another link has another pace. */
  linkChanged(): void {
    this.snapshots.resetRtt();
    this.#viewDelay.resetLink();
  }

  takeCommand(tick: number): Command | undefined {
    this.taken = this.inputs.take(tick);
    const { command } = this.taken;
    if (!command || this.clientOptions.lagCompensation) return command;
    return { ...command, viewTick16: 0 };
  }

  /** Answers whether one went out. */
  sendSnapshot(
    tickState: TickState,
    nowMs: number,
    lateMs: number,
    tickContext: TraceContext | undefined,
  ): boolean {
    const { session, clientOptions, tracing } = this;
    const snapshot = this.snapshots.next({
      seat: session.seat,
      tickState,
      nowMs,
      lateMs,
      lead: this.inputs.lead(tickState.world.tick),
      hadCommand: this.taken.hadCommand,
      ackClock: clientOptions.ackClock,
      tracing,
      codec: session.channel.codec,
    });
    if (!snapshot) return false;
    const { channel } = session;
    const parent = tracing ? tickContext : undefined;
    const replaced = (): number => channel.link?.stats?.().replacedMessages ?? 0;
    const before = replaced();
    const outcome = channel.sendBody("snapshot", snapshot.body, parent);
    const { tick } = snapshot.asDecoded;
    if (outcome === "dropped") this.snapshots.dropped(tick);
    else this.snapshots.sent(tick, replaced() > before);
    return outcome !== "dropped";
  }
}
