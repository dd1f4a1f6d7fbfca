/** Bytes of a moving ship in a snapshot that the server's own sender encodes, beside JSON and @colyseus/schema. */
import { encodeSnapshot, headerBytes, type RemoteShip, type Snapshot } from "#protocol";
import { SnapshotSender } from "#server";
import { ColyseusRoom } from "./colyseus.ts";
import type { Bench, Figure, Measure } from "./figure.ts";
import { simulateMatch, type SimulatedTick } from "./bot-match.ts";

const ships = 16;
const tickRateHz = 30;
const seconds = 60;
const ages = [1, 2, 3] as const;

interface Bytes {
  ours: number;
  json: number;
  jsonChanges: number;
}

/** The fields of a ship that are sent, without those that the codec adds for dead reckoning. */
function wireFieldsOf({
  deadReckoningX,
  deadReckoningY,
  deadReckoningTicks,
  lastCounter,
  ...fields
}: RemoteShip) {
  void [deadReckoningX, deadReckoningY, deadReckoningTicks, lastCounter];
  return fields;
}

/** The fields that differ from the baseline, and the seat. */
function changesOf(ship: RemoteShip, base: RemoteShip | undefined): object {
  const facts = wireFieldsOf(ship);
  if (!base) return facts;
  const changed = Object.entries(facts).filter(
    ([field, value]) => field === "seat" || base[field as keyof RemoteShip] !== value,
  );
  return Object.fromEntries(changed);
}

const jsonBytes = (snapshot: Snapshot, ships: readonly object[]): number =>
  JSON.stringify({ ...snapshot, ships }).length;

/** All snapshots for one player over the whole match; each is acknowledged `age` ticks later. */
function replayMatch(match: readonly SimulatedTick[], seat: number, age: number): Bytes {
  const sender = new SnapshotSender();
  const baselines = new Map<number, Snapshot>();
  const sum: Bytes = { ours: 0, json: 0, jsonChanges: 0 };
  for (const { tickState } of match) {
    const { tick } = tickState.world;
    const nowMs = (tick * 1000) / tickRateHz;
    sender.acknowledge(tick - age, nowMs);
    const facts = { lateMs: (tick % 12) / 10, lead: 2, hadCommand: true, tracing: false };
    const encoded = sender.next({ seat, tickState, nowMs, ackClock: true, ...facts });
    if (!encoded) throw new Error(`the sender held back tick ${tick} on a clean link`);
    const { body, asDecoded: snapshot } = encoded;
    baselines.set(tick, snapshot);
    const base = baselines.get(snapshot.baselineTick)?.ships;
    sum.ours += body.length;
    sum.json += jsonBytes(snapshot, snapshot.ships.map(wireFieldsOf));
    const changes = snapshot.ships.map((ship) =>
      changesOf(
        ship,
        base?.find((other) => other.seat === ship.seat),
      ),
    );
    sum.jsonChanges += jsonBytes(snapshot, changes);
    baselines.delete(tick - 8);
  }
  return sum;
}

/** All 16 ships as remote ships and nothing else, each patch against the tick before, as Colyseus sends them. */
function remoteOnly(match: readonly SimulatedTick[]): { ours: number; colyseus: number } {
  const colyseus = new ColyseusRoom();
  const sum = { ours: 0, colyseus: 0 };
  const nothing = { own: undefined, spawns: [], events: [], contexts: [] };
  const pace = {
    baselineTick: 0,
    tickLateTenthMs: 0,
    skippedUnacked: 0,
    skippedLinkFull: 0,
    lead: 2,
    hadCommand: true,
  };
  let base: Snapshot | undefined;
  for (const { tickState } of match) {
    const { world } = tickState;
    const now = { tick: world.tick, round: world.round, ships: tickState.ships };
    const { body, asDecoded } = encodeSnapshot({ ...now, ...pace, ...nothing }, base);
    base = asDecoded;
    sum.ours += body.length;
    sum.colyseus += colyseus.patchBytes(tickState.ships);
  }
  return sum;
}

async function run({ log }: Bench): Promise<Figure[]> {
  const match = simulateMatch({ seed: 5, ships, ticks: seconds * tickRateHz, tickRateHz });
  const moved = match.reduce((sum, { moving }) => sum + moving.size, 0);
  const moving = moved / match.length;
  log(`recorded ${seconds} s; ${moving.toFixed(1)} of ${ships} ships move in the average tick`);
  const runs: { age: number; bytes: Bytes }[] = [];
  for (const age of ages) {
    for (let seat = 0; seat < ships; seat++) {
      runs.push({ age, bytes: replayMatch(match, seat, age) });
      await new Promise(setImmediate);
    }
    log(`encoded for every player, baselines ${age} ticks old`);
  }
  const perShip = (what: keyof Bytes, age?: number): number[] =>
    runs.flatMap((one) => (age === undefined || one.age === age ? [one.bytes[what] / moved] : []));
  const remote = remoteOnly(match);
  const json = { what: "JSON of the same facts", values: perShip("json") };
  const changes = { what: "JSON of changed fields only", values: perShip("jsonChanges") };
  const colyseus = { what: "@colyseus/schema 5", values: [remote.colyseus / moved] };
  const all = perShip("ours");
  const unit = "B";
  return [
    {
      what: "a moving ship, all of the body",
      unit,
      values: all,
      baseline: json,
      target: 5,
      note: `own ship, pulses, events and header included, trace contexts not; the envelope adds ${headerBytes} bytes to a snapshot. ${moving.toFixed(1)} of ${ships} ships moved in the average tick`,
    },
    { what: "the same", unit, values: all, baseline: changes },
    ...ages.map((age) => ({
      what: `baselines ${age} ${age === 1 ? "tick" : "ticks"} old`,
      unit,
      values: perShip("ours", age),
      target: 5,
    })),
    {
      what: "remote-ship fields alone, header too",
      unit,
      values: [remote.ours / moved],
      baseline: colyseus,
      note: "the very fields that the Colyseus state has, each patch against the tick before; Colyseus needs a reliable ordered channel for it, and its header is in its figure too",
    },
  ];
}

export const snapshot: Measure = {
  name: "snapshot",
  title: "Bytes a moving ship costs in a snapshot",
  method: `One recorded match of ${ships} bots (${tickRateHz} Hz, ${seconds} s, seeded), encoded by the server's own sender for each of the ${ships} players, acknowledged 1, 2 and 3 ticks later: bytes sent, divided by ships that moved. Spread over players and ages.`,
  run,
};
