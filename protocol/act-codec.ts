/**
 * What a snapshot tells beside ships and births:
 *
 *   act:     type 2 (hit, burst, dashed, respawned), tick-its tick G2, ship 4; hit and burst: by 4, counter 12; x4 14, y4 13
 *   context: act 1, index G2, trace id 128, span id 64, sampled 1
 */
import type { BitReader, BitWriter } from "./bits.ts";
import { MalformedMessage } from "./bytes.ts";
import { arrived, assertContext } from "./context.ts";
import { maxX4, maxY4 } from "./ranges.ts";
import { within } from "./ship-codec.ts";
import type { ActContext, WireAct } from "./snapshot.ts";

const actTypes = ["hit", "burst", "dashed", "respawned"] as const;

export const isShot = (type: WireAct["type"]): boolean => type === "hit" || type === "burst";

/** As the far end will hold it: only shots have a shooter and a pulse. */
export const actSaid = (act: WireAct): WireAct =>
  isShot(act.type) ? act : { ...act, by: act.ship, counter: 0 };

export function writeAct(out: BitWriter, act: WireAct, tick: number): void {
  if (act.x4 > maxX4 || act.y4 > maxY4 || act.tick < 0)
    throw new RangeError("an act out of the world, or before its first tick");
  out
    .uint(actTypes.indexOf(act.type), 2)
    .golomb(tick - act.tick, 2)
    .uint(act.ship, 4);
  if (isShot(act.type)) out.uint(act.by, 4).uint(act.counter, 12);
  out.uint(act.x4, 14).uint(act.y4, 13);
}

/** @throws MalformedMessage */
export function readAct(reader: BitReader, tick: number): WireAct {
  const type = actTypes[reader.uint(2)] ?? "hit";
  const ticksAgo = reader.golomb(2);
  if (ticksAgo > tick) throw new MalformedMessage("an act before the first tick");
  const ship = reader.uint(4);
  const by = isShot(type) ? reader.uint(4) : ship;
  const counter = isShot(type) ? reader.uint(12) : 0;
  const x4 = within(reader.uint(14), maxX4);
  const y4 = within(reader.uint(13), maxY4);
  return { type, tick: tick - ticksAgo, ship, by, counter, x4, y4 };
}

/** `births` and `acts` are how many there are to point at. */
export function writeActContext(
  out: BitWriter,
  entry: ActContext,
  births: number,
  acts: number,
): void {
  if (entry.index >= (entry.of === "act" ? acts : births))
    throw new RangeError("the context of nothing");
  assertContext(entry.context);
  out.bit(entry.of === "act").golomb(entry.index, 2);
  const hex = entry.context.traceId + entry.context.spanId;
  for (let at = 0; at < 48; at += 4) out.uint(Number.parseInt(hex.slice(at, at + 4), 16), 16);
  out.bit(entry.context.sampled);
}

/** @throws MalformedMessage */
export function readActContext(reader: BitReader, births: number, acts: number): ActContext {
  const of = reader.bit() ? "act" : "birth";
  const index = reader.golomb(2);
  if (index >= (of === "act" ? acts : births)) throw new MalformedMessage("the context of nothing");
  let hex = "";
  for (let word = 0; word < 12; word++) hex += reader.uint(16).toString(16).padStart(4, "0");
  const [traceId, spanId] = [hex.slice(0, 32), hex.slice(32)];
  return { of, index, context: arrived({ traceId, spanId, sampled: reader.bit() }) };
}
