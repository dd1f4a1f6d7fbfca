import { afterEach, expect, test, vi } from "vitest";
import {
  type TestRigOptions,
  makeTestRig,
  joinRequest,
  wanted,
} from "../testing/test-rig.suite.ts";
import { makePlayer } from "../testing/player.suite.ts";
import { type MissingSnapshots, MissingSnapshotCounter } from "./missing-snapshots.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

async function flying(options: TestRigOptions) {
  const bed = makeTestRig(options);
  const seat = makePlayer(bed);
  seat.session.join(joinRequest, wanted());
  await bed.advance(3000);
  const ledger = () => seat.session.channel.ledger.of("snapshot");
  const shares = () => {
    const { lossShare, replacedShare, heldBack } = seat.meter.reading(seat.who.clock.now());
    return { lossShare, replacedShare, ...heldBack };
  };
  return { bed, seat, ledger, shares };
}

const nothing = {
  lossShare: 0,
  replacedShare: 0,
  linkFullShare: 0,
  slowPageShare: 0,
  pollIntervalShare: 0,
};

test("[C36] on a calm path nothing is missing", async () => {
  const { bed, shares } = await flying({ delayMs: 30 });
  await bed.advance(6000);
  expect(shares()).toEqual(nothing);
});

test("[C36] what the network loses is lost, and as much as it loses", async () => {
  const { bed, seat, shares } = await flying({ delayMs: 30 });
  const before = bed.net.lost;
  bed.net.path = { ...bed.net.path, loss: 0.2 };
  await bed.advance(6000);
  expect(bed.net.lost).toBeGreaterThan(before + 10);
  const { lossShare, replacedShare } = shares();
  expect(lossShare).toBeGreaterThan(0.1);
  expect(lossShare).toBeLessThan(0.3);
  expect(replacedShare).toBe(0);
  expect(seat.session.transport).toBe("webrtc");
});

test("[C36] what overtakes on an uneven path replaces, and nothing is lost", async () => {
  const { bed, shares, ledger } = await flying({ delayMs: 60 });
  bed.net.path = { ...bed.net.path, jitterMs: 50 };
  await bed.advance(6000);
  expect(shares().replacedShare).toBeGreaterThan(0.1);
  // Until what is still on its way has come.
  bed.net.path = { ...bed.net.path, jitterMs: 0 };
  await bed.advance(300);
  expect(ledger().lost).toBe(0);
});

test("[C36] what is held back while this page stands still is the page's, and no loss", async () => {
  const { bed, shares } = await flying({ delayMs: 10 });
  for (let stalls = 0; stalls < 4; stalls++) {
    // The page hears and says nothing, and the server goes on.
    bed.clock.advance(500);
    await bed.advance(600);
  }
  const { slowPageShare, ...rest } = shares();
  expect(slowPageShare).toBeGreaterThan(0.1);
  expect(rest).toEqual({ ...nothing, slowPageShare: undefined });
});

test("[C36] what is held back from a page that is awake waits for a link that is full, or slower than it was", async () => {
  const { bed, shares } = await flying({ delayMs: 10 });
  bed.net.path = { ...bed.net.path, delayMs: 200 };
  await bed.advance(1500);
  const { linkFullShare, ...rest } = shares();
  expect(linkFullShare).toBeGreaterThan(0.1);
  expect(rest).toMatchObject({ lossShare: 0, slowPageShare: 0, pollIntervalShare: 0 });
});

test("[C36] where the page asks at an interval, the interval is what the server waits for; what a link will not take it says itself", () => {
  const count = (polls: boolean, stalledMs: number): MissingSnapshots => {
    const missing = new MissingSnapshotCounter({
      gaps: () => ({ lost: 0, replaced: 0 }),
      isPolling: () => polls,
      stalledMs: () => stalledMs,
    });
    const snapshot = (skippedUnacked: number, skippedLinkFull: number) =>
      ({ skippedUnacked, skippedLinkFull }) as Parameters<MissingSnapshotCounter["countSince"]>[0];
    missing.countSince(snapshot(65_534, 1));
    return missing.countSince(snapshot(3, 3));
  };
  const rest = { lost: 0, replaced: 0 };
  expect(count(true, 500)).toEqual({ ...rest, linkFull: 2, slowPage: 0, pollInterval: 5 });
  expect(count(false, 500)).toEqual({ ...rest, linkFull: 2, slowPage: 5, pollInterval: 0 });
  expect(count(false, 10)).toEqual({ ...rest, linkFull: 7, slowPage: 0, pollInterval: 0 });
});
