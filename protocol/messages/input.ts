/**
 * The latest commands of a player, bit-packed, most significant bit first; the numbers are widths in bits:
 *
 *   ackTick 32 | newestTick 32 | count-1 4 | per command, newest first:
 *     first, or changed 1 -> buttons 6, aim 10, thrustX+7 4, thrustY+7 4
 *     delay 14   how far behind its own tick the shooter saw the world, in 1/16 ticks; 0 asks for no rewind
 *
 * `ackTick` acknowledges a snapshot and offers it as the next baseline. A command is for one tick of the server. Each input
 * repeats the last few commands, so that a command is lost only if all inputs that carry it are lost.
 */
import { BitReader, BitWriter } from "../bits.ts";
import { MalformedMessage } from "../bytes.ts";
import {
  maxAim,
  maxButtons,
  maxCommands,
  maxThrust,
  maxU32,
  maxViewDelay16,
} from "../field-limits.ts";
import { defineMessage } from "../schema/define-message.ts";
import { list, record, type ValueOf, where, whole } from "../schema/fields.ts";

export const commandsPerInput = 4;

const sentCommand = record("SentCommand", {
  buttons: whole(0, maxButtons),
  aim: whole(0, maxAim),
  thrustX: whole(-maxThrust, maxThrust),
  thrustY: whole(-maxThrust, maxThrust),
  /** How far behind its own tick the shooter saw the world, in 1/16 ticks; 0 asks for no rewind. */
  viewDelay16: whole(0, maxViewDelay16),
});
export interface WireCommand extends Omit<ValueOf<typeof sentCommand>, "viewDelay16"> {
  /** The moment of the world that the shooter saw, in 1/16 ticks; 0 asks for no rewind. */
  readonly viewTick16: number;
}

const sentInput = record("Input", {
  /** Tick of the newest snapshot that arrived; 0 for none. */
  ackTick: whole(0, maxU32),
  /** The tick that `commands[0]` is for; `commands[n]` is for `newestTick - n`. */
  newestTick: whole(0, maxU32),
  commands: list(sentCommand, maxCommands, 1),
});
export interface Input extends Omit<ValueOf<typeof sentInput>, "commands"> {
  readonly commands: readonly WireCommand[];
}

/** How far a view is behind `tick`, in 1/16 ticks and as it is sent: at least one, because 0 asks for no rewind. */
const viewDelayOf = (tick: number, viewTick16: number): number =>
  viewTick16 === 0 ? 0 : Math.min(Math.max(Math.round(tick * 16 - viewTick16), 1), maxViewDelay16);

/** The view that is `viewDelay16` behind `tick`. */
const viewFromDelay = (tick: number, viewDelay16: number): number =>
  viewDelay16 === 0 ? 0 : Math.max(tick * 16 - viewDelay16, 1);

/** @throws RangeError for controls, counts and ticks that no receiver accepts. */
function encodeInput(input: Input): Uint8Array {
  if (input.newestTick < input.commands.length)
    throw new RangeError("commands for ticks before the first");
  const out = new BitWriter(32)
    .uint(input.ackTick, 32)
    .uint(input.newestTick, 32)
    .uint(input.commands.length - 1, 4);
  let last: WireCommand | undefined;
  input.commands.forEach((command, index) => {
    // A thrust of 8 would fit into the four bits, but the receiver refuses it.
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

/** @throws MalformedMessage */
function decodeInput(body: Uint8Array): Input {
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

export const input = defineMessage({
  kind: "input",
  code: 16,
  from: "client",
  delivery: "unreliable",
  sessionReliable: false,
  traced: true,
  maxBytes: 128,
  maxFieldCodecBytes: 2048,
  schema: where(
    sentInput,
    ({ newestTick, commands }) => newestTick >= commands.length,
    "a command before the first tick",
  ),
  asSent: ({ ackTick, newestTick, commands }: Input) => ({
    ackTick,
    newestTick,
    commands: commands.map(({ viewTick16, ...controls }, back) => ({
      ...controls,
      viewDelay16: viewDelayOf(newestTick - back, viewTick16),
    })),
  }),
  asReceived: ({ ackTick, newestTick, commands }) => ({
    ackTick,
    newestTick,
    commands: commands.map(({ viewDelay16, ...controls }, back) => ({
      ...controls,
      viewTick16: viewFromDelay(newestTick - back, viewDelay16),
    })),
  }),
  layout: { encode: encodeInput, decode: decodeInput },
});
