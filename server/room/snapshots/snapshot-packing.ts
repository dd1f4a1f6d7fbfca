/**
 * One tick as a snapshot for one player, in a body that fits one packet; in a codec other than binary, one message. Ships
 * and the player's own state always fit. Where events do not fit, trace contexts are left out first, then the oldest events
 * that do not concern this player. Pulses that were left out come with a later snapshot, as long as they fly.
 */
import {
  type EventContext,
  binaryCodec,
  type PulseSpawn,
  type Codec,
  type EncodedSnapshot,
  snapshot as snapshotMessage,
  type Snapshot,
  type WireEvent,
} from "#protocol";
import { ownShipOnWire, pulseId } from "#simulation";
import { type TickState, type Traced } from "./tick-state.ts";

/** What a snapshot contains besides the world itself. */
export interface SnapshotFacts {
  readonly seat: number;
  readonly tickState: TickState;
  readonly lateMs: number;
  readonly lead: number;
  readonly hadCommand: boolean;
  readonly tracing: boolean;
  /** Held back so far, by reason. */
  readonly skippedUnacked: number;
  readonly skippedLinkFull: number;
  /** Binary by default. */
  readonly codec?: Codec;
}

/** A snapshot that the far end may hold, and the pulses that it left out. */
export interface Baseline {
  readonly snapshot: Snapshot;
  readonly unsent: ReadonlySet<number>;
}

export interface PackedSnapshot extends EncodedSnapshot {
  /** Pulses in flight that did not fit, by id. */
  readonly unsent: ReadonlySet<number>;
}

interface PendingEvents {
  readonly spawns: readonly Traced<PulseSpawn>[];
  readonly events: readonly Traced<WireEvent>[];
}

/**
 * An unreliable message of a data channel carries 1150 bytes, whatever the path (transport/max-bytes.ts); envelope and
 * trace context take 35 of them.
 */
export const maxBodyBytes = 1100;

/** Messages of the other codecs do not fit a packet anyway, and are sent reliably where packets are small. */
const maxBodyBytesOf = ({ name }: Codec): number =>
  name === "binary" ? maxBodyBytes : snapshotMessage.maxFieldCodecBytes;

const pulseIdOf = ({ owner, counter }: PulseSpawn): number => pulseId(owner, counter);

export function packSnapshot(facts: SnapshotFacts, baseline: Baseline | undefined): PackedSnapshot {
  const { codec = binaryCodec } = facts;
  const maxBytes = maxBodyBytesOf(codec);
  const base = baseline?.snapshot;
  const pending = eventsSince(facts.tickState, baseline);
  const encoded = (some: PendingEvents, tracing: boolean): EncodedSnapshot =>
    codec.encodeSnapshot(composeSnapshot(facts, base, some, tracing), base);
  const fits = ({ body }: EncodedSnapshot): boolean => body.length <= maxBytes;
  let best = encoded(pending, facts.tracing);
  if (!fits(best) && facts.tracing) best = encoded(pending, false);
  if (fits(best)) return { ...best, unsent: new Set() };

  const ranked = byPriority(pending, facts.seat);
  let kept = 0;
  best = encoded(takeFirst(ranked, kept, pending), false);
  for (let most = ranked.length - 1; kept < most;) {
    const half = (kept + most + 1) >> 1;
    const candidate = encoded(takeFirst(ranked, half, pending), false);
    if (fits(candidate)) {
      kept = half;
      best = candidate;
    } else most = half - 1;
  }
  const sent = new Set(best.asDecoded.spawns.map(pulseIdOf));
  const unsent = pending.spawns.map(({ what }) => pulseIdOf(what)).filter((id) => !sent.has(id));
  return { ...best, unsent: new Set(unsent) };
}

/** Events and spawns after the baseline; without a baseline, the events of this tick and all pulses that fly. */
function eventsSince(
  { spawns, events, world }: TickState,
  baseline: Baseline | undefined,
): PendingEvents {
  const since = baseline?.snapshot.tick;
  return {
    spawns: spawns.filter(
      ({ what }) => what.spawnTick > (since ?? 0) || baseline?.unsent.has(pulseIdOf(what)),
    ),
    events: events.filter(({ what }) => what.tick > (since ?? world.tick - 1)),
  };
}

/** The player's own first, then the newest. */
function byPriority(
  { spawns, events }: PendingEvents,
  seat: number,
): readonly Traced<PulseSpawn | WireEvent>[] {
  const priority = ({ what }: Traced<PulseSpawn | WireEvent>): number => {
    if ("spawnTick" in what) return what.spawnTick + (what.owner === seat ? 2 ** 32 : 0);
    return what.tick + (what.ship === seat || what.by === seat ? 2 ** 32 : 0);
  };
  return [...spawns, ...events].toSorted((a, b) => priority(b) - priority(a));
}

function takeFirst(
  ranked: readonly Traced<unknown>[],
  count: number,
  { spawns, events }: PendingEvents,
): PendingEvents {
  const kept = new Set(ranked.slice(0, count));
  return {
    spawns: spawns.filter((each) => kept.has(each)),
    events: events.filter((each) => kept.has(each)),
  };
}

function composeSnapshot(
  facts: SnapshotFacts,
  base: Snapshot | undefined,
  { spawns, events }: PendingEvents,
  tracing: boolean,
): Snapshot {
  const { seat, tickState, lateMs, skippedUnacked, skippedLinkFull, lead, hadCommand } = facts;
  const { world } = tickState;
  const own = world.ships.find(({ id }) => id === seat);
  return {
    tick: world.tick,
    baselineTick: base?.tick ?? 0,
    tickLateTenthMs: Math.max(0, Math.round(lateMs * 10)),
    skippedUnacked,
    skippedLinkFull,
    lead,
    hadCommand,
    round: world.round,
    own: own && ownShipOnWire(own),
    ships: tickState.ships.filter((ship) => ship.seat !== seat),
    spawns: spawns.map(({ what }) => what),
    events: events.map(({ what }) => what),
    contexts: tracing ? [...contextsOf("spawn", spawns), ...contextsOf("event", events)] : [],
  };
}

const contextsOf = (of: EventContext["of"], traced: readonly Traced<unknown>[]): EventContext[] =>
  traced.flatMap(({ context }, index) => (context ? [{ of, index, context }] : []));
