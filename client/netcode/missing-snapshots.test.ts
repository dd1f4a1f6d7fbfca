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
  const rig = makeTestRig(options);
  const player = makePlayer(rig);
  player.session.join(joinRequest, wanted());
  await rig.advance(3000);
  const ledger = () => player.session.channel.ledger.of("snapshot");
  const shares = () => {
    const { lossShare, replacedShare, heldBack } = player.meter.reading(player.client.clock.now());
    return { lossShare, replacedShare, ...heldBack };
  };
  return { rig, player, ledger, shares };
}

const nothing = {
  lossShare: 0,
  replacedShare: 0,
  linkFullShare: 0,
  slowPageShare: 0,
  pollIntervalShare: 0,
};

test("[C36] without loss and jitter nothing is missing", async () => {
  const { rig, shares } = await flying({ delayMs: 30 });
  await rig.advance(6000);
  expect(shares()).toEqual(nothing);
});

test("[C36] with 20 % loss a tenth to three tenths of the snapshots count as lost, and none as replaced", async () => {
  const { rig, player, shares } = await flying({ delayMs: 30 });
  const before = rig.net.lost;
  rig.net.path = { ...rig.net.path, loss: 0.2 };
  await rig.advance(6000);
  expect(rig.net.lost).toBeGreaterThan(before + 10);
  const { lossShare, replacedShare } = shares();
  expect(lossShare).toBeGreaterThan(0.1);
  expect(lossShare).toBeLessThan(0.3);
  expect(replacedShare).toBe(0);
  expect(player.session.transport).toBe("webrtc");
});

test("[C36] with 50 ms of jitter more than a tenth count as replaced, and none as lost", async () => {
  const { rig, shares, ledger } = await flying({ delayMs: 60 });
  rig.net.path = { ...rig.net.path, jitterMs: 50 };
  await rig.advance(6000);
  expect(shares().replacedShare).toBeGreaterThan(0.1);
  // Until the messages in flight have come.
  rig.net.path = { ...rig.net.path, jitterMs: 0 };
  await rig.advance(300);
  expect(ledger().lost).toBe(0);
});

test("[C36] snapshots that are held back while this page stands still count as held back for a slow page alone", async () => {
  const { rig, shares } = await flying({ delayMs: 10 });
  for (let stalls = 0; stalls < 4; stalls++) {
    // The page receives and sends nothing, and the server goes on.
    rig.clock.advance(500);
    await rig.advance(600);
  }
  const { slowPageShare, ...rest } = shares();
  expect(slowPageShare).toBeGreaterThan(0.1);
  expect(rest).toEqual({ ...nothing, slowPageShare: undefined });
});

test("[C36] snapshots that are held back when the delay grows count as held back for a full link", async () => {
  const { rig, shares } = await flying({ delayMs: 10 });
  rig.net.path = { ...rig.net.path, delayMs: 200 };
  await rig.advance(1500);
  const { linkFullShare, ...rest } = shares();
  expect(linkFullShare).toBeGreaterThan(0.1);
  expect(rest).toMatchObject({ lossShare: 0, slowPageShare: 0, pollIntervalShare: 0 });
});

test("[C36] unacknowledged snapshots count by their cause (poll interval, stalled page, full link), and those that the link did not take as a full link", () => {
  const count = (isPolling: boolean, stalledMs: number): MissingSnapshots => {
    const missing = new MissingSnapshotCounter({
      gaps: () => ({ lost: 0, replaced: 0 }),
      isPolling: () => isPolling,
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
