/** Keeps one player's commands until their ticks. */
import type { Input, WireCommand } from "#protocol";
import type { MessageOrigin } from "./room-port.ts";

interface BufferedCommand {
  readonly command: WireCommand;
  /** Of the message that brought it first, for the trace. */
  readonly origin: MessageOrigin;
}

export interface TakenCommand {
  readonly command: WireCommand | undefined;
  /** False when no command came for this tick and the last one was repeated. */
  readonly hadCommand: boolean;
  readonly origin: MessageOrigin | undefined;
}

/** Without a new command for this long a ship coasts. */
const coastAfterMs = 500;
/** Commands further ahead than this are ignored: the clock of such a browser is wrong. */
const maxAheadMs = 2000;

export class InputBuffer {
  readonly #buffered = new Map<number, BufferedCommand>();
  readonly #tickRateHz: number;
  #last: WireCommand | undefined;
  #lastTick = 0;
  #newest = 0;
  #tick: number;

  /** `tick` is the last one before this player joined. */
  constructor(tickRateHz: number, tick: number) {
    this.#tickRateHz = tickRateHz;
    this.#tick = tick;
  }

  /**
   * Keeps new commands; the first copy of a tick's command counts. A view that is more than `maxRewind16` sixteenths of a tick
   * behind its command counts as that far behind.
   */
  receive(input: Input, origin: MessageOrigin, maxRewind16: number): void {
    const limit = this.#tick + (maxAheadMs / 1000) * this.#tickRateHz;
    input.commands.forEach((command, back) => {
      const tick = input.newestTick - back;
      if (tick <= this.#tick || tick > limit || this.#buffered.has(tick)) return;
      this.#buffered.set(tick, { command: clampView(command, tick * 16 - maxRewind16), origin });
    });
    // Late commands count too: by the lead the browser learns that it must run further ahead.
    if (input.newestTick <= limit) this.#newest = Math.max(this.#newest, input.newestTick);
  }

  /** The last tick that was taken. */
  get tick(): number {
    return this.#tick;
  }

  /** How far ahead of `tick` the newest command is; negative is too late. */
  lead(tick: number): number {
    return this.#newest === 0 ? 0 : this.#newest - tick;
  }

  /** The command for `tick`; call it once for each tick, in order. */
  take(tick: number): TakenCommand {
    this.#tick = tick;
    const waiting = this.#buffered.get(tick);
    this.#buffered.delete(tick);
    if (waiting) {
      this.#last = waiting.command;
      this.#lastTick = tick;
      return { command: waiting.command, hadCommand: true, origin: waiting.origin };
    }
    const sinceTicks = tick - this.#lastTick;
    const stale = (sinceTicks * 1000) / this.#tickRateHz > coastAfterMs;
    const last = stale ? undefined : this.#last;
    return { command: last && shiftView(last, sinceTicks), hadCommand: false, origin: undefined };
  }
}

/** 0 asks for no rewind. */
const clampView = (command: WireCommand, earliest16: number): WireCommand =>
  command.viewTick16 === 0 || command.viewTick16 >= earliest16
    ? command
    : { ...command, viewTick16: Math.max(earliest16, 1) };

/** A repeated command keeps the distance between its tick and the player's view. */
const shiftView = (command: WireCommand, ticks: number): WireCommand =>
  command.viewTick16 === 0 ? command : { ...command, viewTick16: command.viewTick16 + ticks * 16 };
