/** What each message may say: the ranges that the binary codec has by its fields, for codecs that have none. */
import type { Messages, PlainKind } from "./codec.ts";
import { isContext } from "./trace-context.ts";
import { type Input, nearestView, type WireCommand } from "./input.ts";
import {
  chatBytes,
  minLead,
  maxAim,
  maxAim8,
  maxButtons,
  maxCommands,
  maxCounter,
  maxEnergy,
  maxEnergy16,
  maxEntries,
  maxFireWait,
  maxTickLateTenthMs,
  maxThrust,
  maxTicksAgo,
  maxU16,
  maxU32,
  maxV4,
  maxWait,
  maxX4,
  maxX8,
  maxY4,
  maxY8,
  maxLead,
  nameBytes,
  edgeMargin8,
  seats,
  roomSeat,
  transportBytes,
} from "./field-limits.ts";
import { flag, listOf, matching, maybe, oneOf, record, type Shape } from "./shape.ts";
import { text, where, whole } from "./shape.ts";
import { hasShooter } from "./event-codec.ts";
import type { EventContext, PulseSpawn, OwnShip, RemoteShip, Snapshot } from "./snapshot.ts";
import type { WireEvent, WireRound } from "./snapshot.ts";
import type { TraceContext } from "./tracing.ts";
import {
  chatTooLong,
  fitsChat,
  haveDuplicateSeats,
  type Killed,
  type RosterRow,
  type ChatLine,
  type ClientOptions,
} from "./control-messages.ts";

/** Another ship as it is seen: without what a codec keeps of it. */
type FieldShip = Omit<
  RemoteShip,
  "deadReckoningX" | "deadReckoningY" | "deadReckoningTicks" | "lastCounter"
>;
export type FieldSnapshot = Omit<Snapshot, "ships"> & { readonly ships: readonly FieldShip[] };
export interface FieldMessages extends Messages {
  readonly snapshot: FieldSnapshot;
}

const tick = whole(0, maxU32);
const seat = whole(0, seats - 1);
const u16 = whole(0, maxU16);
const aim = whole(0, maxAim);
const counter = whole(0, maxCounter);
const thrust = whole(-maxThrust, maxThrust);
const v4 = whole(-maxV4, maxV4);
const wait = whole(0, maxWait);

const command = record<WireCommand>({
  buttons: whole(0, maxButtons),
  aim,
  thrustX: thrust,
  thrustY: thrust,
  viewTick16: whole(0, maxU32 * 16),
});

const row = record<RosterRow>({
  seat,
  bot: flag,
  score: u16,
  kills: u16,
  deaths: u16,
  name: text(nameBytes),
  transport: text(transportBytes),
});

const chat = where(text(chatBytes), fitsChat, chatTooLong);

export const legal: { readonly [K in PlainKind]: Shape<FieldMessages[K]> } = {
  input: where(
    record<Input>({ ackTick: tick, newestTick: tick, commands: listOf(command, maxCommands, 1) }),
    ({ newestTick: newest, commands }) =>
      newest >= commands.length &&
      commands.every(
        ({ viewTick16 }, back) => viewTick16 === nearestView(newest - back, viewTick16),
      ),
    "commands before the first tick, or a view too far from its own",
  ),
  "client-options": record<ClientOptions>({ lagCompensation: flag, ackClock: flag }),
  chat: chat,
  "chat-line": where(
    record<ChatLine>({ seat: whole(0, roomSeat), text: chat }),
    (line) => line.seat < seats || line.seat === roomSeat,
    "a speaker without a seat",
  ),
  roster: where(listOf(row, seats), (rows) => !haveDuplicateSeats(rows), "two players in one seat"),
  killed: record<Killed>({ tick, killer: seat, victim: seat }),
};

const own = record<OwnShip>({
  x8: whole(0, maxX8),
  y8: whole(0, maxY8),
  vx4: v4,
  vy4: v4,
  aim,
  energy16: whole(0, maxEnergy16),
  fireWait: whole(0, maxFireWait),
  dashWait: wait,
  shieldTicks: wait,
  respawnTicks: wait,
  shots: counter,
  thrusting: flag,
});

const ship = record<FieldShip>({
  seat,
  x4: whole(0, maxX4),
  y4: whole(0, maxY4),
  aim8: whole(0, maxAim8),
  energy: whole(0, maxEnergy),
  flying: flag,
  thrusting: flag,
  shielded: flag,
  dashing: flag,
});

const birth = record<PulseSpawn>({
  owner: seat,
  counter,
  spawnTick: tick,
  x8: whole(-edgeMargin8, maxX8 + edgeMargin8),
  y8: whole(-edgeMargin8, maxY8 + edgeMargin8),
  aim,
});

const act = where(
  record<WireEvent>({
    type: oneOf("hit", "burst", "dashed", "respawned"),
    tick,
    ship: seat,
    by: seat,
    counter,
    x4: whole(0, maxX4),
    y4: whole(0, maxY4),
  }),
  (told) => hasShooter(told.type) || (told.by === told.ship && told.counter === 0),
  "a shooter where nobody shot",
);

const context = where(
  record<TraceContext>({
    traceId: matching(/^[0-9a-f]{32}$/, "a trace id"),
    spanId: matching(/^[0-9a-f]{16}$/, "a span id"),
    sampled: flag,
  }),
  isContext,
  "a trace context with an id of zeros",
);

const isPast = (then: number, now: number): boolean => then <= now && now - then <= maxTicksAgo;

const isWhole = ({
  tick: now,
  baselineTick: baseline,
  ships,
  spawns,
  events,
  contexts,
}: FieldSnapshot): boolean =>
  (baseline === 0 || (baseline < now && isPast(baseline, now))) &&
  ships.every((one, index) => one.seat < (ships[index + 1]?.seat ?? seats)) &&
  spawns.every(({ spawnTick }) => isPast(spawnTick, now)) &&
  events.every((one) => isPast(one.tick, now)) &&
  contexts.every(({ of, index }) => index < (of === "event" ? events : spawns).length);

export const legalSnapshot: Shape<FieldSnapshot> = where(
  record<FieldSnapshot>({
    tick,
    baselineTick: tick,
    tickLateTenthMs: whole(0, maxTickLateTenthMs),
    skippedUnacked: u16,
    skippedLinkFull: u16,
    lead: whole(minLead, maxLead),
    hadCommand: flag,
    round: record<WireRound>({
      phase: oneOf("playing", "podium"),
      number: u16,
      endsAtTick: tick,
    }),
    own: maybe(own),
    ships: listOf(ship, seats),
    spawns: listOf(birth, maxEntries),
    events: listOf(act, maxEntries),
    contexts: listOf(
      record<EventContext>({ of: oneOf("spawn", "event"), index: whole(0, maxEntries), context }),
      maxEntries,
    ),
  }),
  isWhole,
  "a baseline, a birth or an act after its tick, ships out of order, or the context of nothing",
);
