/** A seat with a player in it: the commands that came for its ship, and how far behind its player sees the world. */
import type { Input } from "#protocol";
import type { Command } from "#simulation";
import { InputBuffer, type TakenCommand } from "./input-buffer.ts";
import type { JoinRequest, MessageOrigin } from "./room-port.ts";
import { historyMs } from "./snapshots/tick-state.ts";
import { ViewDelay } from "./view-delay.ts";

const noCommand: TakenCommand = { command: undefined, hadCommand: false, origin: undefined };

export interface SeatOptions extends JoinRequest {
  readonly seat: number;
  readonly tickRateHz: number;
  /** The last tick of the room. */
  readonly tick: number;
}

export class Seat {
  readonly number: number;
  readonly name: string;
  readonly traced: boolean;
  /** Undefined while there is no link to the player. */
  transport: string | undefined;
  /** What the current tick took from the buffer. */
  taken: TakenCommand = noCommand;
  readonly #inputs: InputBuffer;
  readonly #viewDelay: ViewDelay;
  #ackedTick: number;

  constructor({ seat, name, traced, tickRateHz, tick }: SeatOptions) {
    this.number = seat;
    this.name = name;
    this.traced = traced;
    this.#ackedTick = tick;
    this.#inputs = new InputBuffer(tickRateHz, tick);
    this.#viewDelay = new ViewDelay(tickRateHz);
  }

  /** `dueMs` says when a tick was due. */
  receiveInput(input: Input, origin: MessageOrigin, dueMs: (tick: number) => number): void {
    const { ackTick, newestTick } = input;
    const { tick } = this.#inputs;
    if (ackTick > this.#ackedTick && ackTick <= tick) {
      const ageMs = origin.receivedAtMs - dueMs(ackTick);
      // Snapshots that are older than this build no baseline any more, so nobody is believed to hold one.
      if (ageMs <= historyMs) {
        this.#ackedTick = ackTick;
        this.#viewDelay.acknowledged(ackTick, ageMs, origin.receivedAtMs);
      }
    }
    this.#viewDelay.commandReceived(newestTick - tick);
    this.#inputs.receive(input, origin, this.#viewDelay.maxRewind16);
  }

  /** Another link has another delay. */
  linkChanged(transport: string | undefined): void {
    this.transport = transport;
    this.#viewDelay.resetLink();
  }

  takeCommand(tick: number): Command | undefined {
    this.taken = this.#inputs.take(tick);
    return this.taken.command;
  }

  /** How far ahead of `tick` the newest command is; negative is too late. */
  lead(tick: number): number {
    return this.#inputs.lead(tick);
  }
}
