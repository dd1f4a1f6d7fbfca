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

/** A netcode whose snapshots are written by hand. */
function makeNetcode() {
  let nowMs = 10_000;
  const shots: ShotStatus[] = [];
  const ages: number[] = [];
  const netcode = new NetcodeSession({
    welcome: {
      version: 1,
      seat: 0,
      tickRateHz: 30,
      resumed: false,
      tick: 300,
      tickZeroMs: 0,
      nowMs,
      received: 0,
      session: "session",
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
  const receive = (tick: number, part: Partial<Snapshot> = {}): void => {
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
    const link = { id: "net-1", transport: "webrtc", send: (): "sent" => "sent" } as const;
    const message: Omit<InboundMessage, "context"> = {
      kind: "snapshot",
      sequence: tick,
      codec: binaryCodec,
      body,
      link,
      receivedAtMs: nowMs,
      bytes: body.length,
    };
    netcode.receiveSnapshot({ ...message, context: undefined });
  };
  return {
    netcode,
    receive,
    ages: () => ages,
    outcomes: () => shots.map(({ outcome }) => outcome),
    /** Time passes, and the netcode is updated. */
    pass(ms: number): void {
      nowMs += ms;
      netcode.update();
    },
  };
}

test("[C19] a hit in a snapshot that comes after the shot's end makes the shot a hit, though no frame has shown it", () => {
  const { receive, pass, outcomes } = makeNetcode();
  receive(300);
  pass(34);
  expect(outcomes()).toEqual(["in flight"]);
  receive(390, {
    events: [{ type: "hit", tick: 310, ship: 5, by: 0, counter: 1, x4: 4900, y4: 1600 }],
  });
  expect(outcomes()).toEqual(["in flight"]);
  receive(600);
  expect(outcomes()).toEqual(["in flight", "hit"]);
});

test("[C37] a snapshot made before the join is as old as the session, and one made after it as old as it is", () => {
  const { netcode, receive, pass, ages } = makeNetcode();
  // Made three seconds ago; it has waited for this page since.
  receive(210);
  expect(netcode.ageMs(10_000)).toBe(0);
  pass(100);
  expect(netcode.ageMs(10_100)).toBe(100);
  receive(211);
  expect(ages()).toEqual([0, 100]);
  receive(302);
  expect(Math.round(netcode.ageMs(10_100))).toBe(33);
});

test("[C11] a lead of 0 is ignored before the server has had a command, and moves the timeline after that", () => {
  const { netcode, receive, pass } = makeNetcode();
  receive(300);
  pass(34);
  const before = netcode.timeline.aheadMs;
  for (let tick = 301; tick < 310; tick++) receive(tick, { lead: 0, hadCommand: false });
  expect(netcode.timeline.aheadMs).toBe(before);
  receive(310, { lead: 0, hadCommand: true });
  expect(netcode.timeline.aheadMs).toBeGreaterThan(before);
});
