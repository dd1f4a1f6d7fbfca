/**
 * The events of a snapshot, and the trace contexts of its spawns and events (notation: snapshot-layout.ts):
 *
 *   event:   type 2 (hit, burst, dashed, respawned), tick-event.tick G2, ship 4; hit and burst: by 4, counter 12; x4 14, y4 13
 *   context: of an event (else of a spawn) 1, index G2, trace id 128, span id 64, sampled 1
 */
import type { BitReader, BitWriter } from "../../bits.ts";
import { MalformedMessage } from "../../bytes.ts";
import { checkedContext, assertContext } from "../../trace-context.ts";
import { maxX4, maxY4 } from "../../field-limits.ts";
import { within } from "./remote-ship.ts";
import type { EventContext, WireEvent } from "../snapshot.ts";

const eventTypes = ["hit", "burst", "dashed", "respawned"] as const;

export const hasShooter = (type: WireEvent["type"]): boolean => type === "hit" || type === "burst";

/** As the receiver will decode it: only hits and bursts have a shooter and a pulse. */
export const eventAsSent = (event: WireEvent): WireEvent =>
  hasShooter(event.type) ? event : { ...event, by: event.ship, counter: 0 };

export function writeEvent(out: BitWriter, event: WireEvent, tick: number): void {
  if (event.x4 > maxX4 || event.y4 > maxY4 || event.tick < 0)
    throw new RangeError("an event out of the world, or before the first tick");
  out
    .uint(eventTypes.indexOf(event.type), 2)
    .golomb(tick - event.tick, 2)
    .uint(event.ship, 4);
  if (hasShooter(event.type)) out.uint(event.by, 4).uint(event.counter, 12);
  out.uint(event.x4, 14).uint(event.y4, 13);
}

/** @throws MalformedMessage */
export function readEvent(reader: BitReader, tick: number): WireEvent {
  const type = eventTypes[reader.uint(2)] ?? "hit";
  const ticksAgo = reader.golomb(2);
  if (ticksAgo > tick) throw new MalformedMessage("an event before the first tick");
  const ship = reader.uint(4);
  const by = hasShooter(type) ? reader.uint(4) : ship;
  const counter = hasShooter(type) ? reader.uint(12) : 0;
  const x4 = within(reader.uint(14), maxX4);
  const y4 = within(reader.uint(13), maxY4);
  return { type, tick: tick - ticksAgo, ship, by, counter, x4, y4 };
}

/** `spawns` and `events` are how many of each the snapshot has: `index` must be below that. */
export function writeEventContext(
  out: BitWriter,
  entry: EventContext,
  spawns: number,
  events: number,
): void {
  if (entry.index >= (entry.of === "event" ? events : spawns))
    throw new RangeError("the context of nothing");
  assertContext(entry.context);
  out.bit(entry.of === "event").golomb(entry.index, 2);
  const hex = entry.context.traceId + entry.context.spanId;
  for (let at = 0; at < 48; at += 4) out.uint(Number.parseInt(hex.slice(at, at + 4), 16), 16);
  out.bit(entry.context.sampled);
}

/** @throws MalformedMessage */
export function readEventContext(reader: BitReader, spawns: number, events: number): EventContext {
  const of = reader.bit() ? "event" : "spawn";
  const index = reader.golomb(2);
  if (index >= (of === "event" ? events : spawns))
    throw new MalformedMessage("the context of nothing");
  let hex = "";
  for (let word = 0; word < 12; word++) hex += reader.uint(16).toString(16).padStart(4, "0");
  const [traceId, spanId] = [hex.slice(0, 32), hex.slice(32)];
  return { of, index, context: checkedContext({ traceId, spanId, sampled: reader.bit() }) };
}
