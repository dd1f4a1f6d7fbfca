/**
 * Commands from a browser, bit-packed, most significant bit first:
 *
 *   held 32 | newest 32 | count-1 4 | per command, newest first:
 *     first, or changed 1 -> buttons 6, aim 10, thrustX+7 4, thrustY+7 4
 *     back 14   how far behind its own tick the shooter saw the world, in 1/16 ticks; 0 means "no rewind"
 *
 * `held` is the tick of the newest snapshot that arrived: it acknowledges, and is the next baseline. A command is for one
 * tick of the server; the last few are repeated so that only as many losses in a row lose one.
 */
import { BitReader, BitWriter } from "./bits.ts";
import { MalformedMessage } from "./bytes.ts";
import { maxViewDelay16, maxThrust } from "./field-limits.ts";

export const commandsPerInput = 4;

export interface WireCommand {
  readonly buttons: number;
  readonly aim: number;
  readonly thrustX: number;
  readonly thrustY: number;
  readonly viewTick16: number;
}
export interface Input {
  /** Tick of the newest snapshot held; 0 for none. */
  readonly ackTick: number;
  /** The tick that `commands[0]` is for; `commands[n]` is for `newest - n`. */
  readonly newestTick: number;
  readonly commands: readonly WireCommand[];
}

/** How far behind `tick` a view is said to be, in 1/16 ticks: at least one, for 0 asks for no rewind. */
export const viewDelayOf = (tick: number, viewTick16: number): number =>
  viewTick16 === 0 ? 0 : Math.min(Math.max(Math.round(tick * 16 - viewTick16), 1), maxViewDelay16);

/** The view that is so far behind `tick`. */
export const viewFromDelay = (tick: number, viewDelay16: number): number =>
  viewDelay16 === 0 ? 0 : Math.max(tick * 16 - viewDelay16, 1);

/** The nearest view that can be said of a command for `tick`. */
export const nearestView = (tick: number, viewTick16: number): number =>
  viewFromDelay(tick, viewDelayOf(tick, viewTick16));

/** @throws RangeError for controls, counts and ticks that no receiver accepts. */
export function encodeInput(input: Input): Uint8Array {
  if (input.newestTick < input.commands.length)
    throw new RangeError("commands for ticks before the first");
  const out = new BitWriter(32)
    .uint(input.ackTick, 32)
    .uint(input.newestTick, 32)
    .uint(input.commands.length - 1, 4);
  let last: WireCommand | undefined;
  input.commands.forEach((command, index) => {
    // 8 would fit the four bits, and be refused at the far end.
    if (command.thrustX > maxThrust || command.thrustY > maxThrust)
      throw new RangeError(`thrust beyond ${maxThrust}`);
    const same = last !== undefined && sameControls(last, command);
    if (last !== undefined) out.bit(!same);
    if (!same) {
      out
        .uint(command.buttons, 6)
        .uint(command.aim, 10)
        .uint(command.thrustX + maxThrust, 4)
        .uint(command.thrustY + maxThrust, 4);
    }
    out.uint(viewDelayOf(input.newestTick - index, command.viewTick16), 14);
    last = command;
  });
  return out.finish();
}

export function decodeInput(body: Uint8Array): Input {
  const reader = new BitReader(body);
  const ackTick = reader.uint(32);
  const newestTick = reader.uint(32);
  const count = reader.uint(4) + 1;
  if (newestTick < count) throw new MalformedMessage("commands for ticks before the first");
  const commands: WireCommand[] = [];
  let last: WireCommand | undefined;
  for (let index = 0; index < count; index++) {
    const changed = last === undefined || reader.bit();
    const buttons: number = changed ? reader.uint(6) : (last?.buttons ?? 0);
    const aim: number = changed ? reader.uint(10) : (last?.aim ?? 0);
    const thrustX: number = changed ? reader.uint(4) - maxThrust : (last?.thrustX ?? 0);
    const thrustY: number = changed ? reader.uint(4) - maxThrust : (last?.thrustY ?? 0);
    if (thrustX > maxThrust || thrustY > maxThrust)
      throw new MalformedMessage(`thrust beyond ${maxThrust}`);
    const viewTick16 = viewFromDelay(newestTick - index, reader.uint(14));
    last = { buttons, aim, thrustX, thrustY, viewTick16 };
    commands.push(last);
  }
  reader.end();
  return { ackTick, newestTick, commands };
}

const sameControls = (a: WireCommand, b: WireCommand): boolean =>
  a.buttons === b.buttons && a.aim === b.aim && a.thrustX === b.thrustX && a.thrustY === b.thrustY;
