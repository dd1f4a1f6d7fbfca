/**
 * Snapshots as bits (most significant first; `G k` is Exp-Golomb of order k, `S k` its signed form):
 *
 *   tick 32 | based 1 -> tick-baseline-1 G2 | tickLateTenthMs G5 | skippedUnacked, skippedLinkFull since the baseline G0 | lead+64 7 | heard 1
 *   round: same as baseline 1, or podium 1, number 16, endsAtTick 32
 *   own: there 1 -> own ship (own-ship.ts)
 *   seats: same as baseline 1, or mask 16; per seat, ascending: a ship (remote-ship.ts)
 *   spawns G0, each a spawn (spawn.ts) | events G0, each an event | contexts G0, each a context (event.ts)
 */
import {
  eventAsSent,
  readEvent,
  readEventContext,
  writeEvent,
  writeEventContext,
} from "./event.ts";
import { readSpawn, writeSpawn } from "./spawn.ts";
import { BitReader, BitWriter } from "../../bits.ts";
import { MalformedMessage } from "../../bytes.ts";
import { isContext } from "../../trace-context.ts";
import type { EncodedSnapshot } from "../../codecs/codec.ts";
import { readOwnShip, writeOwnShip } from "./own-ship.ts";
import { minLead, maxEntries, maxTickLateTenthMs, maxU16, maxLead } from "../../field-limits.ts";
import { readShip, within, writeShip } from "./remote-ship.ts";
import type { PulseSpawn, RemoteShip, Snapshot, WireRound } from "../snapshot.ts";

/** The baseline of a snapshot is not held here, or no longer. The snapshot is dropped; the link stays open. */
export class UnknownBaseline extends Error {
  readonly tick: number;
  constructor(tick: number) {
    super(`the baseline, tick ${tick}, is not held here`);
    this.name = "UnknownBaseline";
    this.tick = tick;
  }
}

/** A snapshot as it is sent: fields that are only displayed within their range, ships by seat, contexts that are valid. */
export function asSent(snapshot: Snapshot, baseline: Snapshot | undefined): Snapshot {
  const { round, ships, events, contexts } = snapshot;
  return {
    ...snapshot,
    baselineTick: baseline?.tick ?? 0,
    tickLateTenthMs: clamped(snapshot.tickLateTenthMs, 0, maxTickLateTenthMs),
    skippedUnacked: snapshot.skippedUnacked & maxU16,
    skippedLinkFull: snapshot.skippedLinkFull & maxU16,
    lead: clamped(snapshot.lead, minLead, maxLead),
    round: { ...round, number: round.number & 0xffff },
    ships: ships.toSorted((a, b) => a.seat - b.seat),
    events: events.map(eventAsSent),
    contexts: contexts.filter(({ context }) => isContext(context)),
  };
}

/** Fields that are only displayed are clamped; anything else that does not fit is a RangeError. */
export function encodeSnapshot(
  snapshot: Snapshot,
  baseline: Snapshot | undefined,
): EncodedSnapshot & {
  /** Bits of `body` spent on trace contexts. */ readonly contextBits: number;
} {
  const sent = asSent(snapshot, baseline);
  const { tick, tickLateTenthMs, lead, hadCommand, round, own, spawns, events, contexts } = sent;
  const ticks = baseline ? tick - baseline.tick : 0;
  if (baseline && baseline.tick < 1) throw new RangeError("tick 0 stands for no baseline");
  const out = new BitWriter(256).uint(tick, 32).bit(baseline !== undefined);
  if (baseline) out.golomb(ticks - 1, 2);
  out.golomb(tickLateTenthMs, 5);
  for (const count of skippedCounts)
    out.golomb((sent[count] - (baseline?.[count] ?? 0)) & maxU16, 0);
  out.uint(lead + 64, 7).bit(hadCommand);
  writeRound(out, round, baseline?.round);
  out.bit(own !== undefined);
  if (own) writeOwnShip(out, own, baseline?.own, ticks);
  const shooters = shootersAmong(writeShips(out, sent.ships, baseline, ticks));
  writeCount(out, spawns.length);
  for (const spawn of spawns) {
    writeSpawn(out, spawn, tick, shooters.get(spawn.owner));
    shooters.fired(spawn);
  }
  writeCount(out, events.length);
  for (const event of events) writeEvent(out, event, tick);
  const before = out.lengthBits;
  writeCount(out, contexts.length);
  for (const context of contexts) writeEventContext(out, context, spawns.length, events.length);
  const contextBits = out.lengthBits - before;
  return { body: out.finish(), asDecoded: { ...sent, ships: shooters.ships() }, contextBits };
}

/** @throws MalformedMessage or UnknownBaseline. `held` finds a snapshot this end has decoded. */
export function decodeSnapshot(
  body: Uint8Array,
  snapshotAt: (tick: number) => Snapshot | undefined,
): Snapshot {
  const reader = new BitReader(body);
  const tick = reader.uint(32);
  const baseline = readBaseline(reader, tick, snapshotAt);
  const ticks = baseline ? tick - baseline.tick : 0;
  const tickLateTenthMs = within(reader.golomb(5), maxTickLateTenthMs);
  const [skippedUnacked = 0, skippedLinkFull = 0] = skippedCounts.map(
    (count) => (within(reader.golomb(0), maxU16) + (baseline?.[count] ?? 0)) & maxU16,
  );
  const lead = reader.uint(7) - 64;
  const hadCommand = reader.bit();
  const round = readRound(reader, baseline?.round);
  const own = reader.bit() ? readOwnShip(reader, baseline?.own, ticks) : undefined;
  const shooters = shootersAmong(readShips(reader, baseline, ticks));
  const spawns = readList(reader, () => {
    const spawn = readSpawn(reader, tick, shooters.get);
    shooters.fired(spawn);
    return spawn;
  });
  const events = readList(reader, () => readEvent(reader, tick));
  const contexts = readList(reader, () => readEventContext(reader, spawns.length, events.length));
  reader.end();
  const header = { tick, baselineTick: baseline?.tick ?? 0, tickLateTenthMs, lead, hadCommand };
  return {
    ...header,
    skippedUnacked,
    skippedLinkFull,
    round,
    own,
    ships: shooters.ships(),
    spawns,
    events,
    contexts,
  };
}

const skippedCounts = ["skippedUnacked", "skippedLinkFull"] as const;

const clamped = (value: number, least: number, most: number): number =>
  Math.min(Math.max(Math.round(value), least), most);

function readBaseline(
  reader: BitReader,
  tick: number,
  snapshotAt: (tick: number) => Snapshot | undefined,
): Snapshot | undefined {
  if (!reader.bit()) return undefined;
  const baselineTick = tick - reader.golomb(2) - 1;
  if (baselineTick < 1) throw new MalformedMessage("a baseline before the first tick");
  const baseline = snapshotAt(baselineTick);
  if (!baseline) throw new UnknownBaseline(baselineTick);
  return baseline;
}

function writeCount(out: BitWriter, count: number): void {
  if (count > maxEntries) throw new RangeError(`${count} entries, at most ${maxEntries}`);
  out.golomb(count, 0);
}

function readList<T>(reader: BitReader, read: () => T): T[] {
  const count = reader.golomb(0);
  if (count > maxEntries) throw new MalformedMessage(`${count} entries, at most ${maxEntries}`);
  return Array.from({ length: count }, read);
}

function writeRound(out: BitWriter, round: WireRound, base: WireRound | undefined): void {
  const same =
    base !== undefined &&
    base.phase === round.phase &&
    base.endsAtTick === round.endsAtTick &&
    base.number === round.number;
  out.bit(same);
  if (!same) {
    out.bit(round.phase === "podium");
    out.uint(round.number, 16).uint(round.endsAtTick, 32);
  }
}

function readRound(reader: BitReader, base: WireRound | undefined): WireRound {
  if (reader.bit()) {
    if (!base) throw new MalformedMessage("the same round as no baseline");
    return base;
  }
  const phase = reader.bit() ? "podium" : "playing";
  return { phase, number: reader.uint(16), endsAtTick: reader.uint(32) };
}

const maskOf = (ships: readonly RemoteShip[]): number =>
  ships.reduce((mask, ship) => mask | (1 << ship.seat), 0);

const inSeat = (snapshot: Snapshot | undefined, seat: number): RemoteShip | undefined =>
  snapshot?.ships.find((ship) => ship.seat === seat);

function writeShips(
  out: BitWriter,
  ships: readonly RemoteShip[],
  baseline: Snapshot | undefined,
  ticks: number,
): RemoteShip[] {
  if (ships.some((ship, index) => ship.seat === ships[index + 1]?.seat))
    throw new RangeError("two ships in one seat");
  const mask = maskOf(ships);
  const same = baseline !== undefined && maskOf(baseline.ships) === mask;
  out.bit(same);
  if (!same) out.uint(mask, 16);
  return ships.map((ship) => writeShip(out, ship, inSeat(baseline, ship.seat), ticks));
}

function readShips(reader: BitReader, baseline: Snapshot | undefined, ticks: number): RemoteShip[] {
  const same = reader.bit();
  if (same && !baseline) throw new MalformedMessage("the same seats as no baseline");
  const mask = same && baseline ? maskOf(baseline.ships) : reader.uint(16);
  const ships: RemoteShip[] = [];
  for (let seat = 0; seat < 16; seat++) {
    if ((mask & (1 << seat)) === 0) continue;
    ships.push(readShip(reader, seat, inSeat(baseline, seat), ticks));
  }
  return ships;
}

/** The ships of one snapshot; the number of their last pulse follows the spawns that are written or read. */
function shootersAmong(ships: readonly RemoteShip[]) {
  const bySeat = new Map(ships.map((ship) => [ship.seat, ship]));
  return {
    get: (seat: number) => bySeat.get(seat),
    fired({ owner, counter }: PulseSpawn) {
      const ship = bySeat.get(owner);
      if (ship) bySeat.set(owner, { ...ship, lastCounter: counter });
    },
    ships: () => [...bySeat.values()],
  };
}
