import {
  binaryCodec,
  encodeSnapshot,
  type InboundMessage,
  noSpans,
  type Snapshot,
} from "#protocol";
import { Button } from "#simulation";
import { expect, test } from "vitest";
import { ClockSync } from "../connection/clock-sync.ts";
import { NetcodeSession } from "./netcode-session.ts";
import { Meter } from "./meter.ts";
import type { ShotStatus } from "./shot-traces.ts";

/** A flight whose snapshots are written by hand. */
function flown() {
  let nowMs = 10_000;
  const shots: ShotStatus[] = [];
  const ages: number[] = [];
  const flight = new NetcodeSession({
    welcome: {
      version: 1,
      seat: 0,
      tickRateHz: 30,
      resumed: false,
      tick: 300,
      tickZeroMs: 0,
      nowMs,
      received: 0,
      session: "stay",
      key: "key",
      room: "lobby",
      name: "Nova",
    },
    clock: new ClockSync(() => nowMs),
    send: () => {},
    transport: () => "webrtc",
    isLossy: () => true,
    switches: () => ({ prediction: true, reconciliation: true, interpolation: true }),
    peers: () => undefined,
    sampleControls: () => ({ buttons: Button.fire, aim: 0, thrustX: 0, thrustY: 0 }),
    pressedMs: () => nowMs,
    meter: new Meter(),
    gaps: () => ({ lost: 0, replaced: 0 }),
    isPolling: () => false,
    recorder: noSpans,
    shotChanged: (shot) => void shots.push(shot),
    snapshotArrived: ({ ageMs }) => void ages.push(ageMs),
  });
  const own = {
    x8: 9600,
    y8: 3200,
    vx4: 0,
    vy4: 0,
    aim: 0,
    energy16: 1600,
    fireWait: 0,
    dashWait: 0,
    shieldTicks: 0,
    respawnTicks: 0,
    shots: 0,
    thrusting: false,
  };
  const hear = (tick: number, part: Partial<Snapshot> = {}): void => {
    const snapshot: Snapshot = {
      tick,
      baselineTick: 0,
      tickLateTenthMs: 0,
      skippedUnacked: 0,
      skippedLinkFull: 0,
      lead: 2,
      hadCommand: true,
      round: { phase: "playing", number: 1, endsAtTick: 5400 },
      own,
      ships: [],
      spawns: [],
      events: [],
      contexts: [],
      ...part,
    };
    const { body } = encodeSnapshot(snapshot, undefined);
    const carrier = { id: "net-1", transport: "webrtc", send: (): "sent" => "sent" } as const;
    const message: Omit<InboundMessage, "context"> = {
      kind: "snapshot",
      sequence: tick,
      codec: binaryCodec,
      body,
      link: carrier,
      receivedAtMs: nowMs,
      bytes: body.length,
    };
    flight.receiveSnapshot({ ...message, context: undefined });
  };
  return {
    flight,
    hear,
    ages: () => ages,
    outcomes: () => shots.map(({ outcome }) => outcome),
    /** Time passes, and the flight lives what is due. */
    live(ms: number): void {
      nowMs += ms;
      flight.update();
    },
  };
}

test("[C19] a hit told in a snapshot that comes after the shot's end is a hit, though no frame has shown it", () => {
  const { hear, live, outcomes } = flown();
  hear(300);
  live(34);
  expect(outcomes()).toEqual(["in flight"]);
  hear(390, {
    events: [{ type: "hit", tick: 310, ship: 5, by: 0, counter: 1, x4: 4900, y4: 1600 }],
  });
  expect(outcomes()).toEqual(["in flight"]);
  hear(600);
  expect(outcomes()).toEqual(["in flight", "hit"]);
});

test("[C37] what was before the join is of no age: a world made before it is as old as the stay, and the first one made since is as old as it is", () => {
  const { flight, hear, live, ages } = flown();
  // Made three seconds ago, and waiting for this page since.
  hear(210);
  expect(flight.ageMs(10_000)).toBe(0);
  live(100);
  expect(flight.ageMs(10_100)).toBe(100);
  hear(211);
  expect(ages()).toEqual([0, 100]);
  hear(302);
  expect(Math.round(flight.ageMs(10_100))).toBe(33);
});

test("[C11] before the server has had any command its leads say nothing; later a lead of nothing is too little", () => {
  const { flight, hear, live } = flown();
  hear(300);
  live(34);
  const before = flight.timeline.aheadMs;
  for (let tick = 301; tick < 310; tick++) hear(tick, { lead: 0, hadCommand: false });
  expect(flight.timeline.aheadMs).toBe(before);
  hear(310, { lead: 0, hadCommand: true });
  expect(flight.timeline.aheadMs).toBeGreaterThan(before);
});
