/**
 * One tick as one player is told of it, in a body that fits one packet; in a codec other than binary, one message. Ships
 * and one's own state always do. When there is more news than room, trace contexts go first, then what is oldest and
 * does not concern this player; pulses that were left out are told with a later snapshot, as long as they fly.
 */
import {
  type EventContext,
  binaryCodec,
  type PulseSpawn,
  type Codec,
  type EncodedSnapshot,
  kindInfo,
  type Snapshot,
  type WireEvent,
} from "#protocol";
import { ownShipOf, type Scenery, type Told } from "./scenery.ts";

/** What a snapshot says beside the world itself. */
export interface SnapshotFacts {
  readonly seat: number;
  readonly scenery: Scenery;
  readonly lateMs: number;
  readonly lead: number;
  readonly heard: boolean;
  readonly tracing: boolean;
  /** Held back so far, by reason. */
  readonly heldUnacked: number;
  readonly heldLinkFull: number;
  /** Binary where it is not said. */
  readonly codec?: Codec;
}

/** A snapshot that the far end may hold, and what it lacked. */
export interface Baseline {
  readonly snapshot: Snapshot;
  readonly untold: ReadonlySet<number>;
}

export interface Packed extends EncodedSnapshot {
  /** Pulses in flight that had no room, by id. */
  readonly untold: ReadonlySet<number>;
}

interface News {
  readonly births: readonly Told<PulseSpawn>[];
  readonly acts: readonly Told<WireEvent>[];
}

/**
 * An unreliable message of a data channel carries 1150 bytes, whatever the path (transport/max-bytes.ts); envelope and
 * trace context take 35 of them.
 */
export const maxBodyBytes = 1100;

/** Whole values do not fit a packet anyway, and travel reliably where packets are small. */
const roomIn = ({ name }: Codec): number =>
  name === "binary" ? maxBodyBytes : kindInfo("snapshot").maxFieldCodecBytes;

const idOf = ({ owner, counter }: PulseSpawn): number => owner * 4096 + counter;

export function packed(facts: SnapshotFacts, baseline: Baseline | undefined): Packed {
  const { codec = binaryCodec } = facts;
  const room = roomIn(codec);
  const base = baseline?.snapshot;
  const news = newsSince(facts.scenery, baseline);
  const encoded = (some: News, tracing: boolean): EncodedSnapshot =>
    codec.encodeSnapshot(composed(facts, base, some, tracing), base);
  const fits = ({ body }: EncodedSnapshot): boolean => body.length <= room;
  let best = encoded(news, facts.tracing);
  if (!fits(best) && facts.tracing) best = encoded(news, false);
  if (fits(best)) return { ...best, untold: new Set() };

  const ranked = byWorth(news, facts.seat);
  let kept = 0;
  best = encoded(firstOf(ranked, kept, news), false);
  for (let most = ranked.length - 1; kept < most;) {
    const half = (kept + most + 1) >> 1;
    const candidate = encoded(firstOf(ranked, half, news), false);
    if (fits(candidate)) {
      kept = half;
      best = candidate;
    } else most = half - 1;
  }
  const told = new Set(best.asDecoded.spawns.map(idOf));
  const untold = news.births.map(({ what }) => idOf(what)).filter((id) => !told.has(id));
  return { ...best, untold: new Set(untold) };
}

/** What happened after the baseline, or in this tick and all that flies where there is none. */
function newsSince({ births, acts, world }: Scenery, baseline: Baseline | undefined): News {
  const since = baseline?.snapshot.tick;
  return {
    births: births.filter(
      ({ what }) => what.spawnTick > (since ?? 0) || baseline?.untold.has(idOf(what)),
    ),
    acts: acts.filter(({ what }) => what.tick > (since ?? world.tick - 1)),
  };
}

/** One's own first, then the newest. */
function byWorth({ births, acts }: News, seat: number): readonly Told<PulseSpawn | WireEvent>[] {
  const worth = ({ what }: Told<PulseSpawn | WireEvent>): number => {
    if ("bornTick" in what) return what.spawnTick + (what.owner === seat ? 2 ** 32 : 0);
    return what.tick + (what.ship === seat || what.by === seat ? 2 ** 32 : 0);
  };
  return [...births, ...acts].toSorted((a, b) => worth(b) - worth(a));
}

function firstOf(ranked: readonly Told<unknown>[], count: number, { births, acts }: News): News {
  const kept = new Set(ranked.slice(0, count));
  return {
    births: births.filter((told) => kept.has(told)),
    acts: acts.filter((told) => kept.has(told)),
  };
}

function composed(
  facts: SnapshotFacts,
  base: Snapshot | undefined,
  { births, acts }: News,
  tracing: boolean,
): Snapshot {
  const { seat, scenery, lateMs, heldUnacked, heldLinkFull, lead, heard } = facts;
  const { world } = scenery;
  const own = world.ships.find(({ id }) => id === seat);
  return {
    tick: world.tick,
    baselineTick: base?.tick ?? 0,
    tickLateTenthMs: Math.max(0, Math.round(lateMs * 10)),
    skippedUnacked: heldUnacked,
    skippedLinkFull: heldLinkFull,
    lead,
    hadCommand: heard,
    round: world.round,
    own: own && ownShipOf(own),
    ships: scenery.ships.filter((ship) => ship.seat !== seat),
    spawns: births.map(({ what }) => what),
    events: acts.map(({ what }) => what),
    contexts: tracing ? [...contextsOf("birth", births), ...contextsOf("act", acts)] : [],
  };
}

const contextsOf = (of: EventContext["of"], told: readonly Told<unknown>[]): EventContext[] =>
  told.flatMap(({ context }, index) => (context ? [{ of, index, context }] : []));
