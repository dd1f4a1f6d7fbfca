/**
 * A native client's session: carries between one seat of a room and a stream of typed messages. Its player has the
 * snapshots that a browser in that seat would have, made by the same code against the same kind of baseline. A stream
 * within gRPC loses nothing, so each snapshot counts as acknowledged once it is made.
 */
import { input, roster, type RosterRow, type Snapshot } from "#protocol";
import type { CloseCode } from "#transport";
import type { AddressedMessage, Message, SeatTick, TickOutput } from "../../room/room-port.ts";
import { SnapshotSender } from "../../room/snapshots/snapshot-sender.ts";
import type { SeatClient, SeatPort } from "../room-handle.ts";
import { endedByError } from "../ended-by-error.ts";
import { type Control, Controls } from "./controls.ts";
import { grpcEventOf } from "./grpc-events.ts";
import { grpcAct, GrpcWorld } from "./grpc-world.ts";
import { type OrderedEvent, SendQueue } from "./send-queue.ts";

export interface GrpcClientSessionOptions {
  readonly seat: SeatPort;
  readonly now: () => number;
  /** Snapshots a second at most; 0: one a tick. */
  readonly snapshotRateHz: number;
  /** The seat is free again. `why` is for the client, unless the code is `done`. */
  readonly ended: (session: GrpcClientSession, code: CloseCode, why: string) => void;
  /** `error` was thrown by our own code in what concerns this client. */
  readonly failed: (error: unknown) => void;
}

export class GrpcClientSession implements SeatClient {
  readonly sendQueue = new SendQueue();
  readonly #options: GrpcClientSessionOptions;
  readonly #controls = new Controls();
  readonly #snapshots = new SnapshotSender();
  readonly #world: GrpcWorld;
  #roster: readonly RosterRow[] = [];
  #sequence = 0;
  #shownTick = 0;
  #hasEnded = false;

  constructor(options: GrpcClientSessionOptions) {
    this.#options = options;
    this.#world = new GrpcWorld(options.seat.room.tickRateHz);
  }

  /** Once it has the seat. */
  start(): void {
    const { seat, name, room } = this.#options.seat;
    const { tickRateHz } = room;
    this.#enqueue({ case: "joined", value: { seat, tickRateHz, name, room: room.name } });
    this.#options.seat.linkChanged("grpc");
  }

  /** False for a control that is not made of finite numbers. */
  setControl(control: Control): boolean {
    return this.#controls.set(control);
  }

  deliver(message: Message): void {
    this.#sequence += 1;
    const receivedAtMs = this.#options.now();
    const origin = { sequence: this.#sequence, receivedAtMs, context: undefined };
    this.#options.seat.deliver({ ...message, origin });
  }

  leave(): void {
    this.#end("done", "");
  }

  send(message: AddressedMessage): void {
    if (message.kind === roster.kind) this.#roster = message.value;
    const event = grpcEventOf(message);
    if (event) this.#enqueue(event);
  }

  /** Takes the snapshot of this tick, commands the next tick, and shows the world if it is time to. */
  tickEnded({ state, lateMs }: TickOutput, own: SeatTick): boolean {
    if (!state) return false;
    const nowMs = this.#options.now();
    const { seat } = this.#options.seat;
    const facts = { seat, tickState: state, nowMs, lateMs, tracing: false };
    const packed = this.#snapshots.next({ ...facts, ...own, ackClock: false });
    if (!packed) return false;
    const snapshot = packed.asDecoded;
    this.#snapshots.acknowledge(snapshot.tick, nowMs);
    this.#world.update(snapshot);
    // The baseline is the snapshot before, so no event comes twice.
    for (const event of snapshot.events) this.sendQueue.addAct(grpcAct(event));
    this.#showWorld(snapshot);
    const newestTick = snapshot.tick + 1;
    const commands = [this.#controls.take(newestTick)];
    this.deliver({ kind: input.kind, value: { ackTick: snapshot.tick, newestTick, commands } });
    return true;
  }

  roomClosed(why: string): void {
    this.#end("going-away", why);
  }

  fail(error: unknown): void {
    if (this.#hasEnded) return;
    this.#options.failed(error);
    this.#end("going-away", endedByError);
  }

  #end(code: CloseCode, why: string): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#options.seat.leave();
    this.#options.ended(this, code, why);
  }

  #enqueue(event: OrderedEvent): void {
    if (!this.sendQueue.enqueue(event)) this.#end("overflow", "the stream is not being read");
  }

  #showWorld(snapshot: Snapshot): void {
    const { tickRateHz } = this.#options.seat.room;
    const rateHz = this.#options.snapshotRateHz || tickRateHz;
    const turn = (tick: number): number => Math.floor((tick * rateHz) / tickRateHz);
    if (turn(snapshot.tick) === turn(this.#shownTick)) return;
    this.#shownTick = snapshot.tick;
    const { seat } = this.#options.seat;
    const score = this.#roster.find((row) => row.seat === seat)?.score ?? 0;
    this.sendQueue.setWorld(this.#world.state(snapshot, score));
  }
}
