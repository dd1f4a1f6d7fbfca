/**
 * The world for one player in one tick, as whole numbers on the wire's grid. The player's own ship is sent exactly, so that
 * prediction can be compared bit by bit; other ships as finely as they are drawn. Binary layout: snapshot-layout/.
 */
import {
  edgeMargin8,
  maxAim,
  maxAim8,
  maxCounter,
  maxEnergy,
  maxEnergy16,
  maxEntries,
  maxFireWait,
  maxLead,
  maxTickLateTenthMs,
  maxTicksAgo,
  maxU16,
  maxU32,
  maxV4,
  maxWait,
  maxX4,
  maxX8,
  maxY4,
  maxY8,
  minLead,
  seats,
} from "../field-limits.ts";
import { defineMessage } from "../schema/define-message.ts";
import { choice, flag, list, maybe, record, type ValueOf, where, whole } from "../schema/fields.ts";
import { traceContext } from "../trace-context.ts";
import { hasShooter } from "./snapshot-layout/event.ts";
import { noDeadReckoning } from "./snapshot-layout/remote-ship.ts";
import { decodeSnapshot, encodeSnapshot } from "./snapshot-layout/snapshot-layout.ts";

const tick = whole(0, maxU32);
const seat = whole(0, seats - 1);
const wait = whole(0, maxWait);

/** Everything `step` reads of the player's own ship. Positions in 1/8 units, velocities in 1/4 units/s, energy in 1/16. */
const ownShip = record("OwnShip", {
  x8: whole(0, maxX8),
  y8: whole(0, maxY8),
  vx4: whole(-maxV4, maxV4),
  vy4: whole(-maxV4, maxV4),
  aim: whole(0, maxAim),
  energy16: whole(0, maxEnergy16),
  fireWait: whole(0, maxFireWait),
  dashWait: wait,
  shieldTicks: wait,
  respawnTicks: wait,
  shots: whole(0, maxCounter),
  thrusting: flag(),
});
export type OwnShip = ValueOf<typeof ownShip>;

/** Another ship, for drawing. Positions in 1/4 units, aim in 1/256 turns, energy 0 to 100. */
const remoteShip = record("RemoteShip", {
  seat,
  x4: whole(0, maxX4),
  y4: whole(0, maxY4),
  aim8: whole(0, maxAim8),
  energy: whole(0, maxEnergy),
  flying: flag(),
  thrusting: flag(),
  shielded: flag(),
  dashing: flag(),
});
/** The fields after those of the schema belong to the binary layout, which sets them; field codecs do not send them. */
export interface RemoteShip extends ValueOf<typeof remoteShip> {
  /** Movement since the baseline that this ship was encoded against, over `deadReckoningTicks`: predicts the next position. */
  readonly deadReckoningX: number;
  readonly deadReckoningY: number;
  readonly deadReckoningTicks: number;
  /** Number of its last pulse that both ends know of: predicts the next spawn. */
  readonly lastCounter?: number;
}

/** A pulse was fired: enough to simulate it everywhere. Position in 1/8 units. */
const pulseSpawn = record("PulseSpawn", {
  owner: seat,
  /** The pulse's number within its owner. */
  counter: whole(0, maxCounter),
  spawnTick: tick,
  x8: whole(-edgeMargin8, maxX8 + edgeMargin8),
  y8: whole(-edgeMargin8, maxY8 + edgeMargin8),
  aim: whole(0, maxAim),
});
export type PulseSpawn = ValueOf<typeof pulseSpawn>;

/** Something to show once. Position in 1/4 units. */
const eventFields = record("WireEvent", {
  type: choice("EventType", ["hit", "burst", "dashed", "respawned"]),
  tick,
  ship: seat,
  /** The shooter; equal to `ship` where there is none. */
  by: seat,
  /** The pulse's number within the shooter; 0 where there is none. */
  counter: whole(0, maxCounter),
  x4: whole(0, maxX4),
  y4: whole(0, maxY4),
});
export type WireEvent = ValueOf<typeof eventFields>;
const event = where(
  eventFields,
  ({ type, by, ship, counter }) => hasShooter(type) || (by === ship && counter === 0),
  "a shooter where nobody shot",
);

const round = record("WireRound", {
  phase: choice("Phase", ["playing", "podium"]),
  number: whole(0, maxU16),
  endsAtTick: tick,
});
export type WireRound = ValueOf<typeof round>;

/** The trace of a shot, for the browsers that show it: the `apply` context of a spawn or an event, by its index. */
const eventContext = record("EventContext", {
  of: choice("EventContextOf", ["spawn", "event"]),
  index: whole(0, maxEntries),
  context: traceContext,
});
export type EventContext = ValueOf<typeof eventContext>;

const fields = record("Snapshot", {
  tick,
  /** The tick this is a delta against; 0 for none. */
  baselineTick: tick,
  /** How late the tick was against its schedule, in 1/10 ms. */
  tickLateTenthMs: whole(0, maxTickLateTenthMs),
  /**
   * Snapshots that the sender skipped so far, modulo 65536: because too many were unacknowledged, and because the link
   * was full.
   */
  skippedUnacked: whole(0, maxU16),
  skippedLinkFull: whole(0, maxU16),
  /** How many ticks ahead of this one the newest command was; negative is too late. */
  lead: whole(minLead, maxLead),
  /** False when this tick had no command from this player and repeated the last. */
  hadCommand: flag(),
  round,
  own: maybe(ownShip),
  ships: list(remoteShip, seats),
  /** Fired after the baseline, or all that fly where there is none. */
  spawns: list(pulseSpawn, maxEntries),
  /** Happened after the baseline, or in this tick where there is none. */
  events: list(event, maxEntries),
  contexts: list(eventContext, maxEntries),
});
/** A snapshot as the field codecs send it. */
export type FieldSnapshot = ValueOf<typeof fields>;
export interface Snapshot extends Omit<FieldSnapshot, "ships"> {
  readonly ships: readonly RemoteShip[];
}

const isPast = (then: number, now: number): boolean => then <= now && now - then <= maxTicksAgo;

function isConsistent(snapshot: FieldSnapshot): boolean {
  const { tick: now, baselineTick, ships, spawns, events, contexts } = snapshot;
  return (
    (baselineTick === 0 || (baselineTick < now && isPast(baselineTick, now))) &&
    ships.every((ship, index) => ship.seat < (ships[index + 1]?.seat ?? seats)) &&
    spawns.every(({ spawnTick }) => isPast(spawnTick, now)) &&
    events.every((each) => isPast(each.tick, now)) &&
    contexts.every(({ of, index }) => index < (of === "event" ? events : spawns).length)
  );
}

/** A snapshot that was decoded from its fields: it predicts nothing. */
export const withoutDeadReckoning = (snapshot: FieldSnapshot): Snapshot => ({
  ...snapshot,
  ships: snapshot.ships.map((ship) => ({ ...ship, ...noDeadReckoning })),
});

/** A snapshot without its dead reckoning. */
export const fieldsOfSnapshot = ({ ships, ...rest }: Snapshot): FieldSnapshot => ({
  ...rest,
  ships: ships.map(
    ({
      deadReckoningX: _x,
      deadReckoningY: _y,
      deadReckoningTicks: _ticks,
      lastCounter: _counter,
      ...fields
    }) => fields,
  ),
});

export const snapshot = defineMessage({
  kind: "snapshot",
  code: 17,
  from: "server",
  delivery: "unreliable-sequenced",
  sessionReliable: false,
  traced: true,
  maxBytes: 8192,
  // What any link can carry in one reliable message, envelope included.
  maxFieldCodecBytes: 60 * 1024,
  schema: where(
    fields,
    isConsistent,
    "a baseline, spawn or event after its tick, ships out of order, or a context of nothing",
  ),
  // Without a baseline; snapshots of a session go through `encodeSnapshot` of its codec.
  layout: {
    encode: (complete) => encodeSnapshot(withoutDeadReckoning(complete), undefined).body,
    decode: (body) => fieldsOfSnapshot(decodeSnapshot(body, () => undefined)),
  },
});
