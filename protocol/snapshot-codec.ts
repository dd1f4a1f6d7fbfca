/**
 * Snapshots as bits (most significant first; `G k` is Exp-Golomb of order k, `S k` its signed form):
 *
 *   tick 32 | based 1 -> tick-baseline G2 | late10 G5 | choked G0 | lead+64 7 | heard 1
 *   round: same as baseline 1, or podium 1, number 16, endsAtTick 32
 *   own: there 1 -> own ship (own-codec.ts)
 *   seats: same as baseline 1, or mask 16; per seat, ascending: a ship (ship-codec.ts)
 *   births G0, per birth: owner 4, counter 12, tick-bornTick G2, x8 15, y8 14, aim 10
 *   acts G0, per act: type 2, tick-its tick G2, ship 4; hit and burst: by 4, counter 12; x4 14, y4 13
 *   contexts G0, per context: act 1, index G2, trace id 128, span id 64, sampled 1
 */
import { BitReader, BitWriter } from "./bits.ts";
import { MalformedMessage } from "./bytes.ts";
import { readBirth, writeBirth } from "./birth-codec.ts";
import { readOwn, writeOwn } from "./own-codec.ts";
import { readShip, writeShip } from "./ship-codec.ts";
import type { ActContext, Birth, RemoteShip, Snapshot, WireAct, WireRound } from "./snapshot.ts";

/** A snapshot names a baseline that this end no longer holds, or never did. Not an attack: drop it and wait. */
export class UnknownBaseline extends Error {
  readonly tick: number;
  constructor(tick: number) {
    super(`the snapshot builds on tick ${tick}, which is not held here`);
    this.name = "UnknownBaseline";
    this.tick = tick;
  }
}

const actTypes = ["hit", "burst", "dashed", "respawned"] as const;
/** A room's worth: 16 owners, each at most 8 pulses in flight, in several unacknowledged ticks. */
const maxEntries = 512;

export interface EncodedSnapshot {
  readonly body: Uint8Array;
  /** The snapshot as the far end will hold it, for use as a baseline. */
  readonly held: Snapshot;
  /** Bits of `body` spent on trace contexts. */
  readonly contextBits: number;
}

export function encodeSnapshot(
  snapshot: Snapshot,
  baseline: Snapshot | undefined,
): EncodedSnapshot {
  const { tick } = snapshot;
  const out = new BitWriter(256).uint(tick, 32).bit(baseline !== undefined);
  if (baseline) out.golomb(tick - baseline.tick, 2);
  out.golomb(Math.min(snapshot.late10, 65535), 5).golomb(Math.min(snapshot.choked, 255), 0);
  out.uint(Math.min(Math.max(snapshot.lead, -64), 63) + 64, 7).bit(snapshot.heard);
  writeRound(out, snapshot.round, baseline?.round);
  out.bit(snapshot.own !== undefined);
  if (snapshot.own) writeOwn(out, snapshot.own, baseline?.own, baseline ? tick - baseline.tick : 0);
  const ships = writeShips(out, snapshot, baseline);
  out.golomb(snapshot.births.length, 0);
  const shooters = shootersAmong(ships);
  for (const birth of snapshot.births) {
    writeBirth(out, birth, tick, shooters.get(birth.owner));
    shooters.fired(birth);
  }
  out.golomb(snapshot.acts.length, 0);
  for (const act of snapshot.acts) writeAct(out, act, tick);
  const before = out.lengthBits;
  out.golomb(snapshot.contexts.length, 0);
  for (const context of snapshot.contexts) writeActContext(out, context);
  const contextBits = out.lengthBits - before;
  return { body: out.finish(), held: { ...snapshot, ships: shooters.ships() }, contextBits };
}

/** @throws MalformedMessage or UnknownBaseline. `held` finds a snapshot this end has decoded. */
export function decodeSnapshot(
  body: Uint8Array,
  held: (tick: number) => Snapshot | undefined,
): Snapshot {
  const reader = new BitReader(body);
  const tick = reader.uint(32);
  let baseline: Snapshot | undefined;
  if (reader.bit()) {
    const baselineTick = tick - reader.golomb(2);
    if (baselineTick >= tick || baselineTick < 1)
      throw new MalformedMessage("a baseline that is not in the past");
    baseline = held(baselineTick);
    if (!baseline) throw new UnknownBaseline(baselineTick);
  }
  const late10 = reader.golomb(5);
  const choked = reader.golomb(0);
  const lead = reader.uint(7) - 64;
  const heard = reader.bit();
  const round = readRound(reader, baseline?.round);
  const own = reader.bit()
    ? readOwn(reader, baseline?.own, baseline ? tick - baseline.tick : 0)
    : undefined;
  const ships = readShips(reader, tick, baseline);
  const shooters = shootersAmong(ships);
  const births = list(reader, () => {
    const birth = readBirth(reader, tick, shooters.get);
    shooters.fired(birth);
    return birth;
  });
  const acts = list(reader, () => readAct(reader, tick));
  const contexts = list(reader, () => readActContext(reader, births.length, acts.length));
  reader.end();
  return {
    tick,
    baseline: baseline?.tick ?? 0,
    late10,
    choked,
    lead,
    heard,
    round,
    own,
    ships: shooters.ships(),
    births,
    acts,
    contexts,
  };
}

function list<T>(reader: BitReader, read: () => T): T[] {
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
  if (!same)
    out
      .bit(round.phase === "podium")
      .uint(round.number & 0xffff, 16)
      .uint(round.endsAtTick, 32);
}

function readRound(reader: BitReader, base: WireRound | undefined): WireRound {
  if (reader.bit()) {
    if (!base) throw new MalformedMessage("the same round as no baseline");
    return base;
  }
  return {
    phase: reader.bit() ? "podium" : "playing",
    number: reader.uint(16),
    endsAtTick: reader.uint(32),
  };
}

const maskOf = (ships: readonly RemoteShip[]): number =>
  ships.reduce((mask, ship) => mask | (1 << ship.seat), 0);

function writeShips(
  out: BitWriter,
  snapshot: Snapshot,
  baseline: Snapshot | undefined,
): RemoteShip[] {
  const mask = maskOf(snapshot.ships);
  const same = baseline !== undefined && maskOf(baseline.ships) === mask;
  out.bit(same);
  if (!same) out.uint(mask, 16);
  const ticks = baseline ? snapshot.tick - baseline.tick : 0;
  return snapshot.ships
    .toSorted((a, b) => a.seat - b.seat)
    .map((ship) =>
      writeShip(
        out,
        ship,
        baseline?.ships.find((other) => other.seat === ship.seat),
        ticks,
      ),
    );
}

function readShips(reader: BitReader, tick: number, baseline: Snapshot | undefined): RemoteShip[] {
  const same = reader.bit();
  if (same && !baseline) throw new MalformedMessage("the same seats as no baseline");
  const mask = same && baseline ? maskOf(baseline.ships) : reader.uint(16);
  const ticks = baseline ? tick - baseline.tick : 0;
  const ships: RemoteShip[] = [];
  for (let seat = 0; seat < 16; seat++) {
    if ((mask & (1 << seat)) === 0) continue;
    ships.push(
      readShip(
        reader,
        seat,
        baseline?.ships.find((ship) => ship.seat === seat),
        ticks,
      ),
    );
  }
  return ships;
}

/** The ships of one snapshot, whose last pulses move on as its births are packed or read. */
function shootersAmong(ships: readonly RemoteShip[]) {
  const bySeat = new Map(ships.map((ship) => [ship.seat, ship]));
  return {
    get: (seat: number) => bySeat.get(seat),
    fired({ owner, counter }: Birth) {
      const ship = bySeat.get(owner);
      if (ship) bySeat.set(owner, { ...ship, lastCounter: counter });
    },
    ships: () => [...bySeat.values()],
  };
}

function writeAct(out: BitWriter, act: WireAct, tick: number): void {
  out
    .uint(actTypes.indexOf(act.type), 2)
    .golomb(tick - act.tick, 2)
    .uint(act.ship, 4);
  if (act.type === "hit" || act.type === "burst") out.uint(act.by, 4).uint(act.counter, 12);
  out.uint(act.x4, 14).uint(act.y4, 13);
}

function readAct(reader: BitReader, tick: number): WireAct {
  const type = actTypes[reader.uint(2)] ?? "hit";
  const at = earlier(tick, reader.golomb(2));
  const ship = reader.uint(4);
  const shot = type === "hit" || type === "burst";
  const by = shot ? reader.uint(4) : ship;
  const counter = shot ? reader.uint(12) : 0;
  return { type, tick: at, ship, by, counter, x4: reader.uint(14), y4: reader.uint(13) };
}

function earlier(tick: number, back: number): number {
  if (back > tick) throw new MalformedMessage("something before the first tick");
  return tick - back;
}

function writeActContext(out: BitWriter, entry: ActContext): void {
  out.bit(entry.of === "act").golomb(entry.index, 2);
  const hex = entry.context.traceId + entry.context.spanId;
  for (let at = 0; at < 48; at += 4) out.uint(Number.parseInt(hex.slice(at, at + 4), 16), 16);
  out.bit(entry.context.sampled);
}

function readActContext(reader: BitReader, births: number, acts: number): ActContext {
  const of = reader.bit() ? "act" : "birth";
  const index = reader.golomb(2);
  if (index >= (of === "act" ? acts : births)) throw new MalformedMessage("the context of nothing");
  let hex = "";
  for (let word = 0; word < 12; word++) hex += reader.uint(16).toString(16).padStart(4, "0");
  return {
    of,
    index,
    context: { traceId: hex.slice(0, 32), spanId: hex.slice(32), sampled: reader.bit() },
  };
}
