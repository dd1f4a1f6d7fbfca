import {
  type PulseSpawn,
  codecNames,
  contextBytes,
  kindInfo,
  headerBytes,
  loadCodec,
} from "#protocol";
import type { TraceContext, WireEvent } from "#protocol";
import { addShip, newWorld, remoteShipOnWire, step, type World } from "#simulation";
import { expect, test } from "vitest";
import { type TickState, type Traced } from "./tick-state.ts";
import { type Baseline, maxBodyBytes, packSnapshot } from "./snapshot-packing.ts";

/** The most that WebRTC's unreliable channels carry in one message: transport/max-bytes.ts. */
const packetBytes = 1150;

const contextOf = (number: number): TraceContext => ({
  traceId: (number + 1).toString(16).padStart(32, "a"),
  spanId: (number + 1).toString(16).padStart(16, "b"),
  sampled: true,
});

/** Sixteen ships, each with six pulses in flight from odd places, at tick 40 after a second of hits. */
function storm({ events = 90, traced = true } = {}): TickState {
  let world: World = newWorld({ seed: 5, tickRateHz: 30 });
  for (let seat = 0; seat < 16; seat++) world = addShip(world, seat);
  for (let tick = 0; tick < 40; tick++) world = step(world, new Map());
  const withContext = <T>(what: T, number: number): Traced<T> => ({
    what,
    context: traced ? contextOf(number) : undefined,
  });
  const spawns = Array.from({ length: 96 }, (_, at): PulseSpawn => {
    const owner = at % 16;
    const counter = (owner * 977 + Math.floor(at / 16) * 3) & 4095;
    const where = { x8: (at * 7919) % 19_200, y8: (at * 6577) % 12_800, aim: (at * 389) & 1023 };
    return { owner, counter, spawnTick: 10 + Math.floor(at / 16) * 6, ...where };
  });
  const hits = Array.from({ length: events }, (_, at): WireEvent => {
    const where = { x4: (at * 4001) % 9600, y4: (at * 2999) % 6400 };
    const tick = 40 - Math.floor(((events - at) * 40) / (events + 1));
    return { type: "hit", tick, ship: at % 16, by: (at + 5) % 16, counter: at & 4095, ...where };
  });
  return {
    world,
    ships: world.ships.map((ship) => remoteShipOnWire(ship, 30)),
    spawns: spawns.map(withContext),
    events: hits.map((what, at) => withContext(what, at + 200)),
  };
}

const pack = (tickState: TickState, baseline?: Baseline, tracing = true) =>
  packSnapshot(
    {
      seat: 0,
      tickState,
      lateMs: 6553.5,
      lead: -64,
      hadCommand: false,
      skippedUnacked: 255,
      skippedLinkFull: 255,
      tracing,
    },
    baseline,
  );

/** Three times as many pulses as sixteen ships can have in flight. */
function crowded(): TickState {
  const tickState = storm({ events: 0, traced: false });
  const copies = [0, 1, 2].map((copy) =>
    tickState.spawns.map(({ what, context }) => ({
      what: { ...what, spawnTick: what.spawnTick + copy - 8, counter: what.counter + copy },
      context,
    })),
  );
  const spawns = copies.flat().toSorted((a, b) => a.what.spawnTick - b.what.spawnTick);
  return { ...tickState, spawns };
}

const spawnsOf = (owner: number, { spawns }: { spawns: readonly PulseSpawn[] }) =>
  spawns.filter((birth) => birth.owner === owner).length;

test("[R16] sixteen ships and 96 pulses with no baseline fit one packet, envelope and context included", () => {
  const { body, asDecoded: held } = pack(storm());
  expect(body.length + headerBytes + contextBytes).toBeLessThanOrEqual(packetBytes);
  expect(held.ships.length).toBe(15);
  expect(held.own).toBeDefined();
  expect(spawnsOf(0, held)).toBe(6);
});

test("[R16] in the other codecs it fits one message, with every event that does not fit in binary", async () => {
  const facts = {
    seat: 0,
    lateMs: 0,
    lead: 0,
    hadCommand: true,
    skippedUnacked: 0,
    skippedLinkFull: 0,
    tracing: true,
  };
  for (const codec of await Promise.all(codecNames.slice(1).map(loadCodec))) {
    const { body, unsent } = packSnapshot({ ...facts, codec, tickState: storm() }, undefined);
    expect(body.length, codec.name).toBeGreaterThan(packetBytes);
    expect(body.length).toBeLessThanOrEqual(kindInfo("snapshot").maxFieldCodecBytes);
    expect(unsent.size).toBe(0);
    const { spawns } = codec.decodeSnapshot(body, () => undefined);
    expect(spawns.length).toBe(96);
  }
});

test("[R16] nothing is left out that fits", () => {
  const tickState = storm({ events: 20 });
  const spawns = tickState.spawns.slice(-40);
  const { asDecoded: held, unsent } = pack({ ...tickState, spawns }, undefined, false);
  expect(held.spawns).toEqual(spawns.map(({ what }) => what));
  expect(unsent.size).toBe(0);
});

test("[R16] trace contexts are left out first, and every event is still there", () => {
  const tickState = storm({ events: 0 });
  const spawns = tickState.spawns.slice(-60);
  const { asDecoded: held, body } = pack({ ...tickState, spawns });
  expect({ spawns: held.spawns.length, contexts: held.contexts.length }).toEqual({
    spawns: 60,
    contexts: 0,
  });
  expect(body.length).toBeLessThanOrEqual(maxBodyBytes);
  expect(pack({ ...tickState, spawns: spawns.slice(-6) }).asDecoded.contexts.length).toBe(6);
});

test("[R16] then the oldest events of others are left out, and the rest fills the packet", () => {
  const tickState = crowded();
  const { spawns } = tickState;
  const { body, asDecoded: held, unsent } = pack(tickState);
  const others = (list: readonly PulseSpawn[]) => list.filter(({ owner }) => owner !== 0);
  const oldest = Math.min(...others(held.spawns).map(({ spawnTick }) => spawnTick));
  const newestLeftOut = Math.max(
    ...spawns
      .filter(({ what }) => unsent.has(what.owner * 4096 + what.counter))
      .map(({ what }) => what.spawnTick),
  );
  expect(newestLeftOut).toBeLessThanOrEqual(oldest);
  expect(spawnsOf(0, held)).toBe(spawns.filter(({ what }) => what.owner === 0).length);
  expect(held.spawns.length + unsent.size).toBe(spawns.length);
  expect(body.length).toBeLessThanOrEqual(maxBodyBytes);
  expect(body.length).toBeGreaterThan(maxBodyBytes - 20);
});

test("[R16] pulses that did not fit come with later snapshots, each once, though they are older than the baseline", () => {
  const tickState = crowded();
  const sent: number[] = [];
  let baseline: Baseline | undefined;
  for (let tick = 40; tick < 44; tick++) {
    const { asDecoded: held, unsent } = pack(
      { ...tickState, world: { ...tickState.world, tick } },
      baseline,
    );
    sent.push(...held.spawns.map(({ owner, counter }) => owner * 4096 + counter));
    baseline = { snapshot: held, unsent };
  }
  const all = tickState.spawns.map(({ what }) => what.owner * 4096 + what.counter);
  expect(sent.toSorted((a, b) => a - b)).toEqual(all.toSorted((a, b) => a - b));
  expect(baseline?.unsent.size).toBe(0);
});

test("[R16] any number of events fits: those of this player come before those of others", () => {
  const { body, asDecoded: held } = pack(storm({ events: 400 }), undefined, false);
  expect(body.length).toBeLessThanOrEqual(maxBodyBytes);
  const baseline = {
    snapshot: { ...held, tick: 1, spawns: [], events: [] },
    unsent: new Set<number>(),
  };
  const tickState = storm({ events: 400 });
  const since = pack(tickState, baseline, false);
  expect(since.body.length).toBeLessThanOrEqual(maxBodyBytes);
  const isMine = ({ tick, ship, by }: WireEvent) => tick > 1 && (ship === 0 || by === 0);
  const mine = tickState.events.map(({ what }) => what).filter(isMine);
  expect(since.asDecoded.events.filter(isMine)).toEqual(mine);
  expect(since.asDecoded.events.length).toBeLessThan(390);
});
